import type { GraphQLSchema, OperationDefinitionNode } from "graphql";
import { type ArgumentReader, createArgumentReader } from "../../../packages/limits/cost/argument-values.ts";
import { type CostLimits, findCostExcess } from "../../../packages/limits/cost/cost-excess.ts";
import type { CostRules } from "../../../packages/limits/cost/cost-rules.ts";
import { estimateCost } from "../../../packages/limits/cost/estimate-cost.ts";
import { refuseBadRequest } from "../../../packages/server/errors/bad-request.ts";
import type { RequestListener } from "../../../packages/server/graphql/request-listener.ts";
import { createLatestMap, type LatestMap } from "../../../packages/server/latest-map.ts";

/**
 * Refuses a valid operation that may cost too much, before it is planned.
 * @param findRules finds the cost rules of the supergraph whose API schema an operation is valid against
 */
export function createCostLimit(
  limits: CostLimits,
  findRules: (schema: GraphQLSchema) => CostRules,
): RequestListener<object> {
  const { maximumCost, assumedListSize } = limits;
  const remember = createCostMemory();
  return {
    didResolveOperation({ schema, document, operation, request: { variables = {} } }) {
      // Apollo Server calls this even if it found no operation, although the type says otherwise.
      if (operation === undefined) return;
      const cost = remember(schema, operation, variables, (reader) =>
        estimateCost({ schema, rules: findRules(schema), assumedListSize }, document, operation, reader),
      );
      const excess = findCostExcess(cost, limits);
      if (excess === null) return;
      throw refuseBadRequest("COST_LIMIT_EXCEEDED", `${excess} Ask for shorter pages or less below them.`, {
        cost,
        limit: maximumCost,
      });
    },
  };
}

interface KnownCosts {
  readonly variableNames: ReadonlySet<string>;
  readonly byValues: LatestMap<number>;
}

/** For one operation. Estimating again is soon done. */
const MAXIMUM_REMEMBERED_COSTS = 100;

/** Remembers costs while Apollo Server keeps the parsed document: an operation of fixed sizes is estimated once. */
function createCostMemory() {
  const known = new WeakMap<GraphQLSchema, WeakMap<OperationDefinitionNode, KnownCosts>>();
  return (
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    variables: Readonly<Record<string, unknown>>,
    estimate: (reader: ArgumentReader) => number,
  ): number => {
    const ofSchema = known.get(schema) ?? new WeakMap<OperationDefinitionNode, KnownCosts>();
    known.set(schema, ofSchema);
    const costs = ofSchema.get(operation);
    const remembered = costs?.byValues.get(buildKey(costs.variableNames, variables) ?? "");
    if (remembered !== undefined) return remembered;
    const reader = createArgumentReader(operation, variables);
    const cost = estimate(reader);
    const { variableNames, byValues } = costs ?? {
      ...reader,
      byValues: createLatestMap<number>(MAXIMUM_REMEMBERED_COSTS),
    };
    ofSchema.set(operation, { variableNames, byValues });
    const key = buildKey(variableNames, variables);
    if (key !== null) byValues.set(key, cost);
    return cost;
  };
}

/** Null: the values are not worth remembering, as texts, and lists and objects, whose cost depends on their content. */
function buildKey(names: ReadonlySet<string>, variables: Readonly<Record<string, unknown>>): string | null {
  const values: unknown[] = [];
  for (const name of names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (typeof value === "string" || (typeof value === "object" && value !== null)) return null;
    values.push(value === undefined ? [] : value);
  }
  return JSON.stringify(values);
}
