import { composeSupergraph } from "../packages/composition/compose-supergraph.ts";
import { describeFileError } from "../packages/composition/file-error.ts";
import { loadSubgraph, loadSubgraphs } from "../packages/composition/load-subgraph.ts";
import { formatProblem, type Problem } from "../packages/composition/problem.ts";
import { loadSupergraphConfig } from "../packages/composition/supergraph-config.ts";
import { writeIfChanged } from "../packages/composition/write-if-changed.ts";
import { readRequestSigner } from "../packages/server/router-auth/sign-request.ts";
import { CommandError } from "./command-line.ts";

/**
 * Composes the subgraphs of the supergraph.yaml `config` into the file `output`, and prints hints and errors. `load` loads
 * the schema of one subgraph.
 * @returns whether they compose; where not, the file stays as it is
 * @throws SupergraphInputError when the configuration or a schema cannot be read, CommandError when the file cannot be written
 */
export async function composeFile(config: string, output: string, load = loadSubgraph): Promise<boolean> {
  const { subgraphs } = loadSupergraphConfig(config, process.env);
  const schemas = await loadSubgraphs(subgraphs, { signRequest: readRequestSigner(process.env) }, load);
  const result = composeSupergraph(schemas);
  printProblems(result.succeeded ? result.hints : result.errors);
  if (result.succeeded) await writeSupergraph(output, result.supergraphSdl);
  return result.succeeded;
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
