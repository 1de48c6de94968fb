import { formatProblem, type Problem } from "./problem.ts";

/** Composition cannot start: for every problem found with the configuration and the schemas, not just the first. */
export class SupergraphInputError extends Error {
  override readonly name = "SupergraphInputError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}
