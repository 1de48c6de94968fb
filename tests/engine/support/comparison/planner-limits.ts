import type { Answer } from "../executors/executor.ts";

/** What Apollo's planner says of valid operations that it cannot plan; the engine has no other planner. */
const PLANNER_LIMITS = [
  // The planner adds `__typename` to a selection that it has itself restricted to an interface object.
  /^The router found no way to execute this operation\./,
  /^Cannot add selection of field ".+" to selection set of parent type ".+" that is potentially an interface object type/,
  // It multiplies the ways to fetch every field before it compares any.
  /^Invalid array length$/,
  /^Maximum call stack size exceeded$/,
];

/** Whether the planner gave an operation up. */
export function isBeyondPlanner({ text, errors }: Answer): boolean {
  return text === null && errors.some(({ message }) => PLANNER_LIMITS.some((limit) => limit.test(message)));
}
