import { operationFromDocument, type Supergraph } from "@apollo/federation-internals";
import { type QueryPlan, QueryPlanner } from "@apollo/query-planner";
import type { DocumentNode } from "graphql";
import { type FindEntityKeys, readEntityKeys } from "./entity-keys.ts";
import { mendPlanner } from "./mend-planner.ts";
import { listOverrideLabels } from "./override-labels.ts";
import { type Requirements, separateRequirements } from "./requirements.ts";

/** Planning holds up everybody else: an operation is worth so many plans compared, and no more. */
const MAXIMUM_EVALUATED_PLANS = 1_000;
/** Ways to reach one field; an operation with a field beyond it is refused. */
const MAXIMUM_PATHS = 10_000;

/** Apollo's planner for one supergraph, with its defects mended. */
export interface Planner {
  /** Labels of progressive overrides; a plan depends on which are on. */
  readonly overrideLabels: readonly string[];
  readonly requirements: Requirements;
  readonly findEntityKeys: FindEntityKeys;
  /** `document` holds one operation. @throws when it cannot be planned within the limits */
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
  return {
    overrideLabels,
    requirements: separateRequirements(planner),
    findEntityKeys: readEntityKeys(supergraph),
    plan(document, overridden) {
      const operation = operationFromDocument(apiSchema, document, { validate: false });
      const overrideConditions = new Map(overrideLabels.map((label) => [label, overridden.has(label)]));
      return planner.buildQueryPlan(operation, { overrideConditions });
    },
  };
}
