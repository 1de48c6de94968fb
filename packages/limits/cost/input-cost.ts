import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from "graphql";
import type { ArgumentReader } from "./argument-values.ts";
import type { CostRules } from "./cost-rules.ts";

/** The cost of a field's arguments: `@cost` of the arguments that are given, and of fields inside inputs. */
export function estimateArguments(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  coordinate: string,
  { weights }: CostRules,
  reader: ArgumentReader,
): number {
  if (weights.size === 0 || field.args.length === 0) return 0;
  let cost = 0;
  for (const argument of field.args) {
    const value = reader.read(node, argument);
    if (value == null) continue;
    cost += weights.get(`${coordinate}(${argument.name}:)`) ?? 0;
    cost += estimateInput(value, argument.type, weights);
  }
  return cost;
}

function estimateInput(value: unknown, type: GraphQLInputType, weights: CostRules["weights"]): number {
  if (isNonNullType(type)) return estimateInput(value, type.ofType, weights);
  if (isListType(type)) {
    const items = Array.isArray(value) ? value : [value];
    return items.reduce<number>((sum, item) => sum + estimateInput(item, type.ofType, weights), 0);
  }
  if (!isInputObjectType(type) || typeof value !== "object" || value === null) return 0;
  let cost = 0;
  const fields = type.getFields();
  for (const [name, item] of Object.entries(value)) {
    const field = fields[name];
    if (field === undefined || item == null) continue;
    cost += (weights.get(`${type.name}.${name}`) ?? 0) + estimateInput(item, field.type, weights);
  }
  return cost;
}
