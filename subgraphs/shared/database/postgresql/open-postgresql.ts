import { PrismaPg } from "@prisma/adapter-pg";
import { StartupError } from "../../../../packages/server/process/startup-error.ts";
import { migrateDatabase } from "../migrate-database.ts";
import { describeDatabase, readConnectionSettings } from "./connection-settings.ts";
import { createStatementPool } from "./statement-pool.ts";

/**
 * Brings the database at `url` to the newest migration in `folder`. @returns the adapter for a generated Prisma client,
 * which closes the pool with it
 * @throws StartupError when the database cannot be reached, or is not ours to migrate
 */
export async function openPostgresql(url: string, folder: string) {
  try {
    await migrateDatabase(url, folder);
  } catch (error) {
    throw explainUnopened(url, error);
  }
  return createPostgresqlAdapter(url);
}

/** The error for a database that cannot be opened because of `error`. */
export function explainUnopened(url: string, error: unknown): StartupError {
  if (error instanceof StartupError) return error;
  // A name with several addresses has an error of each, and their sum has no message.
  const [cause] = error instanceof AggregateError ? error.errors : [error];
  const told = cause instanceof Error ? cause.message : String(cause);
  const reason = /client password must be/.test(told) ? "it asks for a password, and the URL has none" : told;
  return new StartupError(`the database ${describeDatabase(url)} cannot be opened: ${reason}`);
}

/** Connects Prisma to the database at `url`, with a pool of its own. */
export function createPostgresqlAdapter(url: string) {
  const settings = readConnectionSettings(url);
  return new PrismaPg(createStatementPool(settings), { schema: settings.schema, disposeExternalPool: true });
}
