import { composeSupergraph } from "../../composition/compose-supergraph.ts";
import { loadSubgraph, loadSubgraphs } from "../../composition/load-subgraph.ts";
import { formatProblem } from "../../composition/problem.ts";
import { loadSupergraphConfig } from "../../composition/supergraph-config.ts";
import { readRequestSigner } from "../../server/router-auth/sign-request.ts";
import { writeOutput } from "./write-output.ts";

/**
 * Composes the subgraphs of the supergraph.yaml `config` into the file `output`, and prints hints and errors. `load` loads
 * the schema of one subgraph.
 * @returns whether they compose; where not, the file stays as it is
 * @throws SupergraphInputError when the configuration or a schema cannot be read, CheckInputError when the file cannot be
 *   written
 */
export async function composeFile(config: string, output: string, load = loadSubgraph): Promise<boolean> {
  const { subgraphs } = loadSupergraphConfig(config, process.env);
  const schemas = await loadSubgraphs(subgraphs, { signRequest: readRequestSigner(process.env) }, load);
  const result = composeSupergraph(schemas);
  for (const problem of result.succeeded ? result.hints : result.errors) {
    process.stderr.write(`${formatProblem(problem)}\n`);
  }
  if (!result.succeeded) return false;
  const changed = await writeOutput(output, result.supergraphSdl);
  process.stdout.write(changed ? `Wrote ${output}\n` : `${output} is up to date\n`);
  return true;
}
