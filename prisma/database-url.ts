import { resolve } from "node:path";
import { readCommandConfig } from "../subgraphs/shared/config.ts";
import { isPostgresql } from "../subgraphs/shared/database/postgresql/connection-settings.ts";

/** The database of the subgraph `name` that its process would use, as Prisma's own commands take it: docs/prisma.md. */
export function findDatabaseUrl(name: string): string {
  const { databaseUrl } = readCommandConfig(name, process.env);
  if (isPostgresql(databaseUrl)) return databaseUrl;
  // Studio looks for the two slashes, and everything but our own processes takes a path as relative to this folder.
  return `file://${resolve(databaseUrl.replace(/^file:/, ""))}`;
}
