import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import type { Graph } from "../step.ts";
import { createOperationPlanner, type OperationPlanner } from "./operation-planner.ts";
import { compareCosts } from "./plan-cost.ts";

/** One stored operation, planned for both graphs. */
export type PlannedOperation = ReturnType<typeof planOperations>[number];

/**
 * Plans every operation for `head`, and for `base` when there is one. The cost at the base is null when the operation is
 * not valid there.
 */
export function planOperations(operations: readonly StoredOperation[], head: Graph, base: Graph | null) {
  const headPlanner = createOperationPlanner(head);
  const basePlanner = base && chooseBasePlanner(base, head, headPlanner);
  return operations.map((operation) => {
    const now = headPlanner.findCost(operation);
    const before = basePlanner?.findCost(operation) ?? null;
    const change = before === null || now === null ? null : compareCosts(before, now);
    return { operation, base: before, head: now, change };
  });
}

/** Building a planner takes longer than planning, and most changes leave the supergraph as it is. */
function chooseBasePlanner(base: Graph, head: Graph, headPlanner: OperationPlanner): OperationPlanner {
  return base.supergraphSdl === head.supergraphSdl ? headPlanner : createOperationPlanner(base);
}
