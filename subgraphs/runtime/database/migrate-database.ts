import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { StartupError } from "../../../service/startup-error.ts";
import { createDatabaseAdapter } from "./adapter.ts";
import { readMigrationFolder } from "./migration-folder.ts";
import { type SchemaEngine, withSchemaEngine } from "./schema-engine.ts";

type MigrationList = Awaited<ReturnType<typeof readMigrationFolder>>;

const NO_FILTER = { externalTables: [], externalEnums: [] };

/**
 * Brings the database at `url` to the newest migration in `folder`; a no-op when it is there already.
 * @returns the names of the migrations applied now
 * @throws StartupError when the database has migrations that this code does not know, or one that failed half-way
 */
export async function migrateDatabase(url: string, folder: string): Promise<string[]> {
  const migrationsList = await readMigrationFolder(folder);
  const adapter = createDatabaseAdapter(url);
  const isMigrated = await hasMigrationHistory(adapter);
  return withSchemaEngine(adapter, async (engine) => {
    if (isMigrated) await assertHistoryMatches(engine, migrationsList, url);
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTER });
    return appliedMigrationNames;
  });
}

/** Whether Prisma has ever migrated the database: the engine cannot diagnose one that it has not. */
async function hasMigrationHistory(adapter: SqlMigrationAwareDriverAdapterFactory): Promise<boolean> {
  const connection = await adapter.connect();
  try {
    const sql = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'";
    const { rows } = await connection.queryRaw({ sql, args: [], argTypes: [] });
    return rows.length > 0;
  } finally {
    await connection.dispose();
  }
}

async function assertHistoryMatches(
  engine: SchemaEngine,
  migrationsList: MigrationList,
  url: string,
): Promise<void> {
  const { history, failedMigrationNames } = await engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTER,
  });
  if (failedMigrationNames.length > 0) {
    throw new StartupError(
      `the database ${url} holds a migration that failed half-way (${failedMigrationNames.join(", ")}): restore a backup`,
    );
  }
  if (history !== null && history.diagnostic !== "databaseIsBehind") {
    throw new StartupError(
      `the database ${url} was written by a newer version (unknown migrations: ${history.unpersistedMigrationNames.join(", ")}): run that version, or restore a backup`,
    );
  }
}
