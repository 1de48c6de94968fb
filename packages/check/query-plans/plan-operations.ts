import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import type { Graph } from "../step.ts";
import { createOperationPlanner } from "./operation-planner.ts";
import { compareCosts } from "./plan-cost.ts";

/** One stored operation, planned for both graphs. */
export type PlannedOperation = ReturnType<typeof planOperations>[number];

/**
 * Plans every operation for `head`, and for `base` when there is one. The cost at the base is null when the operation is
 * not valid there.
 */
export function planOperations(operations: readonly StoredOperation[], head: Graph, base: Graph | null) {
  const headPlanner = createOperationPlanner(head);
  // Building a planner takes longer than planning, and most changes leave the supergraph as it is.
  const isUnchanged = base?.supergraphSdl === head.supergraphSdl;
  const basePlanner = isUnchanged ? headPlanner : base && createOperationPlanner(base);
  return operations.map((operation) => {
    const now = headPlanner.findCost(operation);
    const before = basePlanner?.findCost(operation) ?? null;
    const change = before === null || now === null ? null : compareCosts(before, now);
    return { operation, base: before, head: now, change };
  });
}
