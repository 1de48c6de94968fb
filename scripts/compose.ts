import { dirname, join } from "node:path";
import { composeSupergraph } from "../packages/composition/compose-supergraph.ts";
import { describeFileError } from "../packages/composition/file-error.ts";
import { loadSubgraphs } from "../packages/composition/load-subgraph.ts";
import { formatProblem, type Problem } from "../packages/composition/problem.ts";
import { loadSupergraphConfig } from "../packages/composition/supergraph-config.ts";
import { writeIfChanged } from "../packages/composition/write-if-changed.ts";
import { readRequestSigner } from "../packages/server/router-auth/sign-request.ts";
import { CommandError, readArguments, runCommand } from "./command-line.ts";

// `npm run compose`: composes the subgraphs of a supergraph.yaml into the supergraph beside it.

const USAGE = "Usage: compose [--config supergraph.yaml] [--output <supergraph.graphql beside it>]";

const exitCodes = { success: 0, compositionFailed: 1, couldNotRun: 2 } as const;

function readFiles() {
  const { config, output } = readArguments(USAGE, {
    options: { config: { type: "string", default: "supergraph.yaml" }, output: { type: "string" } },
  } as const).values;
  return { config, output: output ?? join(dirname(config), "supergraph.graphql") };
}

async function compose({ config, output }: ReturnType<typeof readFiles>): Promise<number> {
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

await runCommand({ prefix: "error ", exitCode: exitCodes.couldNotRun }, () => compose(readFiles()));
