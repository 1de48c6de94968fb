import { stat } from "node:fs/promises";
import type { FastifyBaseLogger } from "fastify";
import type { Readiness } from "../../../packages/server/http/health.ts";
import type { SubgraphConfig } from "../config.ts";
import { findMigrationFolder, readMigrationNames } from "./migration-folder.ts";
import { compareMigrations, type MigrationRecord, SELECT_HISTORY } from "./migration-history.ts";
import { findDatabaseFile } from "./open-database.ts";
import { isPostgresql } from "./postgresql/connection-settings.ts";
import type { SubgraphDatabase } from "./prisma-client.ts";

/**
 * Makes the readiness check of the subgraph's open `database`: it can be read, has exactly the migrations of this code,
 * and a file is still the one at its path, not one that was deleted or replaced. PostgreSQL's may have newer migrations,
 * too: in a rolling upgrade the first new process applies them for all, while those of before still serve.
 */
export async function createDatabaseCheck(
  database: SubgraphDatabase,
  { name, databaseUrl }: Pick<SubgraphConfig, "name" | "databaseUrl">,
  log: FastifyBaseLogger,
): Promise<() => Promise<Readiness>> {
  const known = await readMigrationNames(findMigrationFolder(name, databaseUrl));
  const file = isPostgresql(databaseUrl) ? null : findDatabaseFile(databaseUrl);
  const opened = await findIdentity(file);
  return async () => {
    try {
      const history = (await database.$queryRawUnsafe(SELECT_HISTORY)) as MigrationRecord[];
      const { kind } = compareMigrations(history, known);
      if (kind === "newer" && file === null) return { ready: true, database: kind };
      if (kind !== "current") return { ready: false, database: kind };
      if ((await findIdentity(file)) !== opened) return { ready: false, database: "replaced" };
      return { ready: true, database: "open" };
    } catch (error) {
      log.error({ err: error }, "the database cannot be read");
      return { ready: false, database: "unreadable" };
    }
  };
}

/** Identifies the file at a path; null without a file. */
async function findIdentity(file: string | null): Promise<string | null> {
  if (file === null) return null;
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}
