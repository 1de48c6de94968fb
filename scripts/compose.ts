import { parseArgs } from "node:util";
import { composeSupergraph } from "../composition/compose-supergraph.ts";
import { describeFileError } from "../composition/file-error.ts";
import { loadSubgraphs } from "../composition/load-subgraph.ts";
import { formatProblem, type Problem } from "../composition/problem.ts";
import { loadSupergraphConfig } from "../composition/supergraph-config.ts";
import { SupergraphInputError } from "../composition/supergraph-input-error.ts";
import { writeIfChanged } from "../composition/write-if-changed.ts";
import { readRequestSigner } from "../service/router-auth/sign-request.ts";
import { StartupError } from "../service/startup-error.ts";

const USAGE = "Usage: compose [--config supergraph.yaml] [--output supergraph.graphql]";

const exitCodes = { success: 0, compositionFailed: 1, couldNotRun: 2 } as const;

/** A sentence for the person at the terminal about why the command could not do its work. */
class CommandError extends Error {}

interface Arguments {
  readonly config: string;
  readonly output: string;
}

function readArguments(args: readonly string[]): Arguments {
  try {
    const options = {
      config: { type: "string", default: "supergraph.yaml" },
      output: { type: "string", default: "supergraph.graphql" },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new CommandError(`${(error as Error).message} ${USAGE}`);
  }
}

async function compose({ config, output }: Arguments): Promise<number> {
  const { subgraphs } = loadSupergraphConfig(config, process.env);
  const schemas = await loadSubgraphs(subgraphs, { signRequest: readRequestSigner(process.env) });
  const result = composeSupergraph(schemas);
  if (!result.succeeded) {
    printProblems(result.errors);
    return exitCodes.compositionFailed;
  }
  printProblems(result.hints);
  await writeSupergraph(output, result.supergraphSdl);
  return exitCodes.success;
}

async function writeSupergraph(output: string, supergraphSdl: string): Promise<void> {
  try {
    const changed = await writeIfChanged(output, supergraphSdl);
    process.stdout.write(changed ? `Wrote ${output}\n` : `${output} is up to date\n`);
  } catch (error) {
    throw new CommandError(`${output} cannot be written: ${describeFileError(error)}.`);
  }
}

function printProblems(problems: readonly Problem[]): void {
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
}

function printFailure(error: unknown): void {
  if (error instanceof SupergraphInputError) printProblems(error.problems);
  else process.stderr.write(`error ${isExpected(error) ? error.message : `Unexpected: ${error}`}\n`);
}

function isExpected(error: unknown): error is Error {
  return error instanceof CommandError || error instanceof StartupError;
}

try {
  process.exitCode = await compose(readArguments(process.argv.slice(2)));
} catch (error) {
  printFailure(error);
  process.exitCode = exitCodes.couldNotRun;
}
