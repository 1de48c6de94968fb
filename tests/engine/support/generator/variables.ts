import {
  type ConstValueNode,
  type GraphQLInputType,
  GraphQLNonNull,
  getNullableType,
  isNonNullType,
  isScalarType,
  isTypeSubTypeOf,
  Kind,
  type VariableDefinitionNode,
  type VariableNode,
} from "graphql";
import type { Random } from "../random.ts";
import { type Draft, type DraftVariable, giveName } from "./draft.ts";
import { drawInputValue } from "./input-values.ts";
import { buildType, buildVariable } from "./nodes.ts";
import { writeLiteral } from "./write-literal.ts";

/** Where a value stands: an argument, a field of an input object or an item of a list. */
export interface InputPlace {
  readonly type: GraphQLInputType;
  readonly hasDefault: boolean;
}

/** A variable that may stand in this place: one that the operation has, or a new one. */
export function useVariable(draft: Draft, place: InputPlace): VariableNode {
  const fitting = draft.variables.filter((variable) => fits(draft, variable, place));
  const known = fitting.length > 0 && draft.random.chance(0.4) ? draft.random.pick(fitting) : null;
  const variable = known ?? declareVariable(draft, place);
  if (isNonNullType(place.type) && !isNonNullType(variable.type)) variable.mustNotBeNull = true;
  return buildVariable(variable.name);
}

/** A variable for `@skip` and `@include`. */
export function useCondition(draft: Draft): VariableNode {
  const type = draft.schema.getType("Boolean");
  if (!isScalarType(type)) throw new Error("the schema has no Boolean");
  return useVariable(draft, { type: new GraphQLNonNull(type), hasDefault: false });
}

/** Draws values for the variables: those with a default, and optional ones, are sometimes not given at all. */
export function drawVariables(variables: readonly DraftVariable[], random: Random): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, type, hasDefault, mustNotBeNull } of variables) {
    const isOptional = hasDefault || !isNonNullType(type);
    if (isOptional && random.chance(0.3)) continue;
    const bare = getNullableType(type);
    values[name] = drawInputValue(mustNotBeNull ? new GraphQLNonNull(bare) : type, random);
  }
  return values;
}

/** The definition of a variable. */
export function buildVariableDefinition(variable: DraftVariable): VariableDefinitionNode {
  const { name, type, hasDefault, defaultValue } = variable;
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: buildVariable(name),
    type: buildType(type),
    ...(hasDefault ? { defaultValue: writeLiteral(defaultValue, type) as ConstValueNode } : {}),
  };
}

/** GraphQL specification §5.8.5. */
function fits({ schema }: Draft, variable: DraftVariable, { type, hasDefault }: InputPlace): boolean {
  if (isTypeSubTypeOf(schema, variable.type as never, type as never)) return true;
  if (!isNonNullType(type)) return false;
  const isDefaulted = hasDefault || (variable.hasDefault && variable.defaultValue !== null);
  return isDefaulted && isTypeSubTypeOf(schema, variable.type as never, type.ofType as never);
}

function declareVariable(draft: Draft, place: InputPlace): DraftVariable {
  const { random } = draft;
  const type = chooseType(place, random);
  const mustHaveDefault = isNonNullType(place.type) && !isNonNullType(type) && !place.hasDefault;
  const hasDefault = mustHaveDefault || random.chance(0.25);
  const defaultType = mustHaveDefault ? place.type : type;
  const variable: DraftVariable = {
    name: giveName(draft, "v"),
    type,
    hasDefault,
    defaultValue: hasDefault ? drawInputValue(defaultType, random) : undefined,
    mustNotBeNull: false,
  };
  draft.variables.push(variable);
  return variable;
}

/** The place's own type, or a stricter one, or a nullable one that a default makes good. */
function chooseType({ type }: InputPlace, random: Random): GraphQLInputType {
  if (isNonNullType(type)) return random.chance(0.2) ? type.ofType : type;
  return random.chance(0.2) ? new GraphQLNonNull(type) : type;
}
