import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadSupergraphConfig, type SubgraphConfig } from "../packages/composition/supergraph-config.ts";
import type { Environment } from "../packages/server/process/environment.ts";

// The one list of subgraphs is supergraph.yaml, with their folders: every command and every generated file reads it here.

/** The file that lists the subgraphs of the supergraph. */
export const SUPERGRAPH_CONFIG = "supergraph.yaml";

/** The folders below subgraphs/ that hold a subgraph, whether or not supergraph.yaml names it yet. */
export function listSubgraphFolders(): string[] {
  return readdirSync("subgraphs").filter((name) => existsSync(join("subgraphs", name, "schema.graphql")));
}

/** The subgraphs that have a Prisma schema, whether or not supergraph.yaml names them yet. */
export function listPrismaFolders(): string[] {
  return readdirSync("prisma").filter(hasDatabase);
}

/**
 * The subgraphs that supergraph.yaml names: local ones, which have a folder here, and remote ones, which run elsewhere.
 * @throws SupergraphInputError when the file cannot be used
 */
export function listSubgraphs(environment: Environment) {
  const { subgraphs } = loadSupergraphConfig(SUPERGRAPH_CONFIG, environment);
  const folders = listSubgraphFolders();
  const isLocal = ({ name }: SubgraphConfig) => folders.includes(name);
  return { local: subgraphs.filter(isLocal), remote: subgraphs.filter((subgraph) => !isLocal(subgraph)) };
}

/**
 * The subgraphs of supergraph.yaml that have a database here, the last one first: a subgraph that refers to another's ids
 * stands below it in the file. A copy that is taken first is the older one, and all that it refers to is in the other.
 * Without that file, as in the image of one subgraph, the list is the folders of prisma/.
 * @throws SupergraphInputError when the file cannot be used
 */
export function listDatabases(): string[] {
  if (!existsSync(SUPERGRAPH_CONFIG)) return listPrismaFolders();
  const { subgraphs } = loadSupergraphConfig(SUPERGRAPH_CONFIG, process.env);
  return subgraphs
    .map(({ name }) => name)
    .filter(hasDatabase)
    .reverse();
}

function hasDatabase(name: string): boolean {
  return existsSync(join("prisma", name, "schema.prisma"));
}
