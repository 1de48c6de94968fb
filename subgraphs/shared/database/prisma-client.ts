import type { FastifyBaseLogger } from "fastify";
import type { SubgraphConfig } from "../config.ts";
import { openDatabase } from "./open-database.ts";

/** The part of a generated Prisma client that all subgraphs use. */
export interface SubgraphDatabase {
  $queryRawUnsafe(query: string): PromiseLike<unknown>;
  $on(eventType: "query", listener: (event: { query: string; duration: number }) => void): unknown;
  $disconnect(): Promise<void>;
}

/** The options of a subgraph's generated Prisma client: its database, migrated, and events for the statement log. */
export async function prepareClientOptions({
  name,
  databaseUrl,
  logLevel,
}: Pick<SubgraphConfig, "name" | "databaseUrl" | "logLevel">) {
  const isLogged = ["debug", "trace"].includes(logLevel);
  return {
    adapter: await openDatabase(name, databaseUrl),
    // The other formats quote the calling code, over many lines.
    errorFormat: "minimal" as const,
    log: isLogged ? [{ emit: "event", level: "query" } as const] : [],
  };
}

/** Writes a line for each statement, at the level `debug`. */
export function logStatements(database: SubgraphDatabase, log: FastifyBaseLogger): void {
  database.$on("query", ({ query, duration }) => {
    log.debug({ sql: query.replace(/\s+/g, " ").trim(), durationMs: duration }, "statement");
  });
}
