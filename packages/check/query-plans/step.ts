import type { CheckStep } from "../step.ts";
import { buildSkippedResult, buildStepResult, NOTHING_COMPOSED } from "../step-result.ts";
import { type PlannedOperation, planOperations } from "./plan-operations.ts";
import { findPlanProblems } from "./plan-problems.ts";
import { summarizePlans } from "./summarize-plans.ts";

/**
 * Plans every stored operation with Apollo's planner. More subgraph fetches or sequential hops than at the base are a
 * warning, more hops than `options.maximumHops` an error. An invalid operation is reported by its own step.
 *
 * details: `{ operations: [{ name, file, base, head, change }] }`. `base` and `head` are `{ fetches, hops }`, or null when
 * the operation was not planned; `change` is `more`, `less`, `same` or null.
 */
export const queryPlansStep: CheckStep = {
  name: "query-plans",
  title: "Query plans",
  run: async ({ head, base, operations, options }) => {
    if (head === null) return buildSkippedResult(NOTHING_COMPOSED);
    if (operations.length === 0) return buildSkippedResult("skipped: there are no stored operations");
    const planned = planOperations(operations, head, base);
    const findings = planned.flatMap((each) => findPlanProblems(each, options.maximumHops));
    const details = { operations: planned.map(describeForJson) };
    return buildStepResult(summarizePlans(planned, base !== null), findings, details);
  },
};

function describeForJson({ operation: { name, file }, base, head, change }: PlannedOperation): object {
  return { name, file, base, head, change };
}
