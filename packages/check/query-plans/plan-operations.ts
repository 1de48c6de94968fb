import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import type { Graph } from "../step.ts";
import { createOperationPlanner, type OperationPlanner } from "./operation-planner.ts";
import { type CostChange, compareCosts, type PlanCost } from "./plan-cost.ts";

/** One stored operation, planned for both graphs. */
export interface PlannedOperation {
  readonly operation: StoredOperation;
  /** Null when it is not valid at the base, or there is none. */
  readonly base: PlanCost | null;
  readonly head: PlanCost | null;
  readonly change: CostChange | null;
}

/** Plans every operation for `head`, and for `base` when there is one. */
export function planOperations(
  operations: readonly StoredOperation[],
  head: Graph,
  base: Graph | null,
): PlannedOperation[] {
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
