import { StartupError } from "../../../packages/server/process/startup-error.ts";
import { openSqliteForMigration } from "./migrate-sqlite.ts";
import type { MigratedDatabase } from "./migrated-database.ts";
import { readMigrationFolder } from "./migration-folder.ts";
import { compareMigrations, type MigrationState, readHistory } from "./migration-history.ts";
import { describeDatabase, isPostgresql } from "./postgresql/connection-settings.ts";
import { withSchemaEngine } from "./schema-engine.ts";

type MigrationList = Awaited<ReturnType<typeof readMigrationFolder>>;

/**
 * Brings the database at `url` to the newest migration in `folder`, wholly or not at all. Several processes may do so at
 * once: one migrates, the others wait.
 * @returns the names of the migrations applied now
 * @throws StartupError when a migration fails, or the database has an unknown migration or one that failed half-way
 */
export async function migrateDatabase(url: string, folder: string): Promise<string[]> {
  const migrations = await readMigrationFolder(folder);
  const database = await openForMigration(url);
  const name = describeDatabase(url);
  try {
    if (!(await isBehind(database, migrations, name))) return [];
    return await inTransaction(database, async () => {
      // Another process may have migrated while this one waited for the lock.
      if (!(await isBehind(database, migrations, name))) return [];
      return applyMigrations(database, migrations, name);
    });
  } finally {
    await database.close();
  }
}

async function openForMigration(url: string): Promise<MigratedDatabase> {
  if (!isPostgresql(url)) return openSqliteForMigration(url);
  const postgresql = await import("./postgresql/migrate-postgresql.ts");
  return postgresql.openForMigration(url);
}

/** Does `work`, wholly or not at all, while no other process migrates. */
export async function inTransaction<Result>(
  { connection, begin }: MigratedDatabase,
  work: () => Promise<Result>,
): Promise<Result> {
  await begin();
  try {
    const result = await work();
    await connection.executeScript("COMMIT");
    return result;
  } catch (error) {
    // SQLite may have rolled back by itself, as on a full disk; so does PostgreSQL when its connection is lost.
    await connection.executeScript("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** @throws StartupError when the database is not ours to migrate */
async function isBehind(
  database: MigratedDatabase,
  { migrationDirectories }: MigrationList,
  name: string,
): Promise<boolean> {
  const known = migrationDirectories.map(({ path }) => path);
  const history = (await database.hasHistory()) ? await readHistory(database.connection) : [];
  const state = compareMigrations(history, known);
  assertUsable(state, name);
  return state.kind === "behind";
}

function assertUsable(state: MigrationState, name: string): void {
  if (state.kind === "failed") {
    throw new StartupError(
      `the database ${name} holds a migration that failed half-way (${state.failed.join(", ")}): restore a backup`,
    );
  }
  if (state.kind === "newer") {
    const unknown = `unknown migrations: ${state.unknown.join(", ")}`;
    throw new StartupError(
      state.isAnother
        ? `the database ${name} is another subgraph's (${unknown}): give each a database or a schema of its own`
        : `the database ${name} was written by a newer version (${unknown}): run that version, or restore a backup`,
    );
  }
}

/** Brings `database` to the newest migration, within a transaction. @throws StartupError when a migration fails */
export async function applyMigrations(
  { factory, findFailure, requireWhole }: MigratedDatabase,
  migrationsList: MigrationList,
  name: string,
): Promise<string[]> {
  try {
    const { appliedMigrationNames } = await withSchemaEngine(factory, (engine) =>
      engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } }),
    );
    await requireWhole();
    return appliedMigrationNames;
  } catch (thrown) {
    const error = findFailure?.() ?? thrown;
    const reason = error instanceof Error ? error.message : String(error);
    // The engine adds where in its own source it was.
    const [given = ""] = reason.split(/\s+0: \w+::/);
    // It tells how to adopt them with Prisma's own command.
    const told = /schema is not empty/.test(given) ? "it has other tables. Give each subgraph one of its own" : given;
    throw new StartupError(
      `the database ${name} cannot be migrated, and is as it was: ${told.replace(/\s+/g, " ").trim()}`,
    );
  }
}
