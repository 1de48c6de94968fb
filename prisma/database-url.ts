import { resolve } from "node:path";
import { readSubgraphConfig } from "../subgraphs/shared/config.ts";

/** The database of the subgraph `name` that its process would use, as Prisma's own commands take it: docs/prisma.md. */
export function findDatabaseUrl(name: string): string {
  // They serve nobody: what production asks of a process that does is not needed here.
  const { databaseUrl } = readSubgraphConfig(name, 0, { ...process.env, NODE_ENV: "development" });
  // Studio looks for the two slashes, and everything but our own processes takes a path as relative to this folder.
  return `file://${resolve(databaseUrl.replace(/^file:/, ""))}`;
}
