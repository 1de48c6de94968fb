import type { FastifyBaseLogger } from "fastify";
import type { SubgraphConfig } from "../config.ts";
import { publishStatements } from "./finished-statement.ts";
import { openDatabase } from "./open-database.ts";
import { makeRecordable } from "./statement-recording.ts";

/** The part of a generated Prisma client that all subgraphs use. */
export interface SubgraphDatabase {
  $queryRawUnsafe(query: string): PromiseLike<unknown>;
  $on(eventType: "query", listener: (event: { query: string; duration: number }) => void): unknown;
  $disconnect(): Promise<void>;
}

/**
 * The options of a subgraph's generated Prisma client: its database, migrated, and events for the statement log. In
 * development, the statements of a request can be recorded.
 */
export async function prepareClientOptions(
  settings: Pick<SubgraphConfig, "name" | "databaseUrl" | "logLevel" | "isProduction">,
) {
  const { name, databaseUrl, logLevel, isProduction } = settings;
  const isLogged = ["debug", "trace"].includes(logLevel);
  const adapter = publishStatements(await openDatabase(name, databaseUrl));
  return {
    adapter: isProduction ? adapter : makeRecordable(adapter),
    log: isLogged ? [{ emit: "event", level: "query" } as const] : [],
  };
}

/** Writes a line for each statement, at the level `debug`. */
export function logStatements(database: SubgraphDatabase, log: FastifyBaseLogger): void {
  database.$on("query", ({ query, duration }) => {
    log.debug({ sql: query.replace(/\s+/g, " ").trim(), durationMs: duration }, "statement");
  });
}
