import type { Place, Problem } from "../../composition/problem.ts";
import { locateNode } from "../../server/stored-operations/operation-fault.ts";
import type { StoredOperation } from "../../server/stored-operations/resolve-operations.ts";
import { describeCostChange } from "./plan-cost.ts";
import type { PlannedOperation } from "./plan-operations.ts";

/** The problems of one operation's plan: a higher cost than before, or more hops than allowed. */
export function findPlanProblems(planned: PlannedOperation, maximumHops: number | null): Problem[] {
  return [findTooManyHops(planned, maximumHops), findHigherCost(planned)].filter((found) => found !== null);
}

function findTooManyHops({ operation, head }: PlannedOperation, maximumHops: number | null): Problem | null {
  if (head === null || maximumHops === null || head.hops <= maximumHops) return null;
  return {
    severity: "error",
    code: "TOO_MANY_HOPS",
    message: `${operation.name}: ${head.hops} hops, where ${maximumHops} are allowed.`,
    mend: "Split the operation, or bring the fields that wait for each other into one subgraph.",
    places: [findPlace(operation)],
  };
}

function findHigherCost({ operation, base, head, change }: PlannedOperation): Problem | null {
  if (base === null || head === null || change !== "more") return null;
  return {
    severity: "warning",
    code: "QUERY_PLAN_COSTS_MORE",
    message: `${operation.name}: ${describeCostChange(base, head)}`,
    mend: "Look for a field of it that comes from another subgraph now, or has to wait for one.",
    places: [findPlace(operation)],
  };
}

function findPlace({ file, document }: StoredOperation): Place {
  const [operation] = document.definitions;
  const { line, column } = operation ? locateNode(operation) : NOWHERE;
  return { file, line, column, subgraph: null };
}

const NOWHERE = { line: null, column: null };
