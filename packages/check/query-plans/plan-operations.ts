import { operationFromDocument } from "@apollo/federation-internals";
import { QueryPlanner } from "@apollo/query-planner";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import { buildApiSchema, buildSupergraph } from "../api-schema.ts";
import { validateDocument } from "../operations/validate-document.ts";
import type { Graph } from "../step.ts";
import { compareCosts, measurePlan, type PlanCost } from "./plan-cost.ts";

/** One stored operation, planned for both graphs. */
export type PlannedOperation = ReturnType<typeof planOperations>[number];

/**
 * Plans every operation for `head`, and for `base` when there is one. The cost at the base is null when the operation is
 * not valid there.
 */
export function planOperations(operations: readonly StoredOperation[], head: Graph, base: Graph | null) {
  const findCost = createFindCost(head);
  // Building a planner takes longer than planning, and most changes leave the supergraph as it is.
  const isUnchanged = base?.supergraphSdl === head.supergraphSdl;
  const findBaseCost = isUnchanged ? findCost : base && createFindCost(base);
  return operations.map((operation) => {
    const now = findCost(operation);
    const before = findBaseCost?.(operation) ?? null;
    const change = before === null || now === null ? null : compareCosts(before, now);
    return { operation, base: before, head: now, change };
  });
}

/** Plans as the router does. The cost of an operation is null when it is not valid in the API schema. */
function createFindCost(graph: Graph) {
  const supergraph = buildSupergraph(graph);
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  return ({ name, document }: StoredOperation): PlanCost | null => {
    if (validateDocument(buildApiSchema(graph), document).length > 0) return null;
    const planned = operationFromDocument(apiSchema, document, { operationName: name });
    return measurePlan(planner.buildQueryPlan(planned));
  };
}
