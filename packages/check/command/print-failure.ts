import { formatProblem } from "../../composition/problem.ts";
import { SupergraphInputError } from "../../composition/supergraph-input-error.ts";
import { StartupError } from "../../server/process/startup-error.ts";

/** Tells why the command could not do its work. */
export function printFailure(error: unknown): void {
  if (error instanceof SupergraphInputError) {
    for (const problem of error.problems) process.stderr.write(`${formatProblem(problem)}\n`);
    return;
  }
  const isExpected = error instanceof StartupError;
  process.stderr.write(`error ${isExpected ? error.message : `Unexpected: ${error}`}\n`);
}
