import { formatProblem, type Problem } from "./problem.ts";

/**
 * Thrown when composition cannot start: the configuration cannot be used, or a subgraph's
 * schema cannot be fetched. Carries every problem found, not just the first.
 */
export class SupergraphInputError extends Error {
  override readonly name = "SupergraphInputError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}
