import type { FastifyBaseLogger } from "fastify";
import type { SubgraphConfig } from "../config.ts";
import { openDatabase } from "./open-database.ts";
import { isPostgresql } from "./postgresql/connection-settings.ts";

/** What tells which database a subgraph has. */
export type DatabaseConfig = Pick<SubgraphConfig, "name" | "databaseUrl" | "logLevel">;

type ClientOptions = Awaited<ReturnType<typeof prepareClientOptions>>;

/** What a subgraph has for one kind of database: the client that Prisma generates, and statements in its own words. */
type DatabaseKind<Client, Statements, Generated = Client> = readonly [
  { readonly PrismaClient: new (options: ClientOptions) => Generated },
  { readonly createStatements: (prisma: Client) => Statements },
];

/** The part of a generated Prisma client that all subgraphs use. */
export interface SubgraphDatabase {
  $queryRawUnsafe(query: string): PromiseLike<unknown>;
  $on(eventType: "query", listener: (event: { query: string; duration: number }) => void): unknown;
  $disconnect(): Promise<void>;
}

/** The options of a subgraph's generated Prisma client: its database, migrated, and events for the statement log. */
export async function prepareClientOptions({ name, databaseUrl, logLevel }: DatabaseConfig) {
  const isLogged = ["debug", "trace"].includes(logLevel);
  return {
    adapter: await openDatabase(name, databaseUrl),
    // The other formats quote the calling code, over many lines.
    errorFormat: "minimal" as const,
    log: isLogged ? [{ emit: "event", level: "query" } as const] : [],
  };
}

/**
 * Opens the database of the configuration, and migrates it. What PostgreSQL needs is loaded only for PostgreSQL.
 * @throws StartupError when it cannot be used
 */
export async function openClient<Client extends object, Statements>(
  config: DatabaseConfig,
  sqlite: DatabaseKind<Client, Statements>,
  loadPostgresql: () => Promise<DatabaseKind<Client, Statements, object>>,
) {
  const options = await prepareClientOptions(config);
  const kind = isPostgresql(config.databaseUrl) ? await loadPostgresql() : sqlite;
  const [{ PrismaClient }, { createStatements }] = kind;
  // Both clients are made from one model. Their types differ in what nothing here uses.
  const prisma = new PrismaClient(options) as Client;
  return { prisma, statements: createStatements(prisma) };
}

/** Writes a line for each statement, at the level `debug`. */
export function logStatements(database: SubgraphDatabase, log: FastifyBaseLogger): void {
  database.$on("query", ({ query, duration }) => {
    log.debug({ sql: query.replace(/\s+/g, " ").trim(), durationMs: duration }, "statement");
  });
}
