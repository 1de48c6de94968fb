import { operationFromDocument, type Supergraph } from "@apollo/federation-internals";
import { type QueryPlan, QueryPlanner } from "@apollo/query-planner";
import type { DocumentNode } from "graphql";
import { type FindEntityKeys, readEntityKeys } from "./entity-keys.ts";
import { type CountCombinations, createCombinationCounter } from "./field-combinations.ts";
import { listOverrideLabels } from "./override-labels.ts";
import { type Requirements, separateRequirements } from "./planner-defects/required-arguments.ts";
import { mendPlanner } from "./planner-defects/self-waiting-fetches.ts";
import { askInterfaceObjectsAtOnce } from "./planner-defects/unresolvable-interface-objects.ts";
import { PlanningError } from "./planning-error.ts";

/**
 * Planning holds up everybody else: an operation is worth so many plans compared, and no more. Of large random
 * operations over graphs with many choices, one in thirty has a fetch less when ten thousand are compared, which takes
 * up to three seconds instead of a tenth.
 */
const MAXIMUM_EVALUATED_PLANS = 100;
/** Ways to reach one field; an operation with a field beyond it is refused. */
const MAXIMUM_PATHS = 10_000;

/** Apollo's planner for one supergraph, with its defects mended. */
export interface Planner {
  /** Labels of progressive overrides; a plan depends on which are on. */
  readonly overrideLabels: readonly string[];
  readonly requirements: Requirements;
  readonly findEntityKeys: FindEntityKeys;
  readonly countCombinations: CountCombinations;
  /** Interfaces whose objects are asked for fields of one type before their type is known. */
  readonly askedAtOnce: ReadonlySet<string>;
  /** `document` holds one operation. @throws PlanningError when it cannot be planned within the limits */
  plan(document: DocumentNode, overridden: ReadonlySet<string>): QueryPlan;
}

/** The planner of `supergraph`. */
export function createPlanner(supergraph: Supergraph): Planner {
  mendPlanner();
  const planner = new QueryPlanner(supergraph, {
    // The same fields in fragments would only have to be renamed where fetches are merged.
    reuseQueryFragments: false,
    debug: { maxEvaluatedPlans: MAXIMUM_EVALUATED_PLANS, pathsLimit: MAXIMUM_PATHS },
  });
  const apiSchema = supergraph.apiSchema();
  const overrideLabels = listOverrideLabels(supergraph);
  const findEntityKeys = readEntityKeys(supergraph);
  return {
    overrideLabels,
    requirements: separateRequirements(planner),
    findEntityKeys,
    countCombinations: createCombinationCounter(supergraph),
    askedAtOnce: askInterfaceObjectsAtOnce(planner, findEntityKeys),
    plan(document, overridden) {
      const overrideConditions = new Map(overrideLabels.map((label) => [label, overridden.has(label)]));
      try {
        const operation = operationFromDocument(apiSchema, document, { validate: false });
        return planner.buildQueryPlan(operation, { overrideConditions });
      } catch (error) {
        throw new PlanningError(error instanceof Error ? error : String(error));
      }
    },
  };
}
