import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadSupergraphConfig } from "../packages/composition/supergraph-config.ts";

/** The folder of the Prisma schemas, one folder for each subgraph that has a database. */
const FOLDER = "prisma";

/** The subgraphs that have a Prisma schema, whether or not supergraph.yaml names them yet. */
export function listPrismaFolders(): string[] {
  return readdirSync(FOLDER).filter(hasDatabase);
}

/**
 * The subgraphs of supergraph.yaml that have a database here, the last one first: what refers to another subgraph's ids
 * stands below it in the file. A copy that is taken first is the older one, and all that it refers to is in the other.
 * @throws SupergraphInputError when the file cannot be used
 */
export function listDatabases(): string[] {
  const { subgraphs } = loadSupergraphConfig("supergraph.yaml", process.env);
  return subgraphs
    .map(({ name }) => name)
    .filter(hasDatabase)
    .reverse();
}

function hasDatabase(name: string): boolean {
  return existsSync(join(FOLDER, name, "schema.prisma"));
}
