import { formatAccessMap, loadAccessFile } from "../../packages/check/access-map/access-file.ts";
import { deriveAccessMap } from "../../packages/check/access-map/derive-access-map.ts";
import { readSubgraphs } from "../../packages/check/schema-lint/subgraph-facts.ts";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";
import { findText } from "../../packages/composition/find-text.ts";
import { loadSubgraphs } from "../../packages/composition/load-subgraph.ts";
import type { SubgraphSchema } from "../../packages/composition/subgraph-schema.ts";
import { loadSupergraphConfig } from "../../packages/composition/supergraph-config.ts";
import { SupergraphInputError } from "../../packages/composition/supergraph-input-error.ts";
import { readRequestSigner } from "../../packages/server/router-auth/sign-request.ts";
import { CommandError } from "../command-line.ts";
import { SUPERGRAPH_CONFIG } from "../list-subgraphs.ts";

/** The graph before the new subgraph. */
export type Graph = Awaited<ReturnType<typeof loadGraph>>;

/**
 * Loads the graph that supergraph.yaml describes. What is generated from it must be up to date: else this command would
 * accept changes of others along with its own.
 * @throws CommandError, or SupergraphInputError with every problem of the graph
 */
export async function loadGraph() {
  const { subgraphs } = loadSupergraphConfig(SUPERGRAPH_CONFIG, process.env);
  const schemas = await loadSubgraphs(subgraphs, { signRequest: readRequestSigner(process.env) });
  const { supergraphSdl, accessMap } = compose(schemas);
  const access = await loadAccessFile(".");
  if ((await findText("supergraph.graphql")) !== supergraphSdl)
    throw new CommandError("supergraph.graphql is not what composes now: run npm run compose first");
  if (access.state !== "missing" && !("text" in access && access.text === accessMap))
    throw new CommandError("access.json is not what the graph grants now: run npm run check first");
  return { subgraphs, schemas, facts: readSubgraphs(schemas), hasAccessFile: access.state === "read" };
}

/** Composes `schemas`. @throws SupergraphInputError with every error of composition */
export function compose(schemas: readonly SubgraphSchema[]) {
  const result = composeSupergraph(schemas);
  if (!result.succeeded) throw new SupergraphInputError(result.errors);
  const { supergraphSdl } = result;
  return { supergraphSdl, accessMap: formatAccessMap(deriveAccessMap({ supergraphSdl })) };
}
