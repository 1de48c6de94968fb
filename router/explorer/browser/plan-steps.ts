import type { ExplainedFetch, ExplainedNode, ExplainedPlan } from "../explain/explained-plan.ts";

/** Fetches that wait for the same step before them. */
export type PlanStep = readonly ExplainedFetch[];

/** Arranges the fetches of a plan in the order of their dependencies. */
export function arrangeSteps({ node }: ExplainedPlan): PlanStep[] {
  const steps: ExplainedFetch[][] = [];
  if (node !== null) arrange(node, 0, steps);
  return steps;
}

/** Puts the fetches of `node` at the step `first` and later. @returns the step after its last */
function arrange(node: ExplainedNode, first: number, steps: ExplainedFetch[][]): number {
  switch (node.kind) {
    case "Fetch":
      steps[first] = [...(steps[first] ?? []), node];
      return first + 1;
    case "Sequence":
      return node.nodes.reduce((next, child) => arrange(child, next, steps), first);
    case "Parallel":
      return Math.max(first, ...node.nodes.map((child) => arrange(child, first, steps)));
    case "Condition": {
      const clauses = [node.ifClause, node.elseClause].filter((clause) => clause !== null);
      return Math.max(first, ...clauses.map((clause) => arrange(clause, first, steps)));
    }
  }
}

/** Counts the requests that were sent and the SQL statements. */
export function countTotals(steps: readonly PlanStep[]) {
  const fetches = steps.flat();
  return {
    requests: fetches.filter(({ milliseconds }) => milliseconds !== null).length,
    statements: fetches.reduce((sum, { statements }) => sum + (statements?.length ?? 0), 0),
  };
}
