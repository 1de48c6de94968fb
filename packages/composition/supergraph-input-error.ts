import { formatProblem, type Problem } from "./problem.ts";

/**
 * Composition cannot start, because the configuration cannot be used or a schema cannot be fetched. Has every problem
 * found, not just the first.
 */
export class SupergraphInputError extends Error {
  override readonly name = "SupergraphInputError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}
