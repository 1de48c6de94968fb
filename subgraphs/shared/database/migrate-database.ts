import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { StartupError } from "../../../packages/server/process/startup-error.ts";
import { createDatabaseAdapter } from "./adapter.ts";
import { readMigrationFolder } from "./migration-folder.ts";
import { compareMigrations, type MigrationState, readHistory } from "./migration-history.ts";
import { withSchemaEngine } from "./schema-engine.ts";
import { requireReferencesHold, selectRows } from "./select-rows.ts";
import { waitForLock } from "./wait-for-lock.ts";

type MigrationList = Awaited<ReturnType<typeof readMigrationFolder>>;

/**
 * Brings the database at `url` to the newest migration in `folder`, wholly or not at all. Several processes may do so at
 * once: one migrates, the others wait.
 * @returns the names of the migrations applied now
 * @throws StartupError when a migration fails, or the database has an unknown migration or one that failed half-way
 */
export async function migrateDatabase(url: string, folder: string): Promise<string[]> {
  const migrations = await readMigrationFolder(folder);
  const factory = createDatabaseAdapter(url);
  const connection = await factory.connect();
  try {
    if (!(await isBehind(connection, migrations, url))) return [];
    return await inTransaction(connection, async () => {
      // Another process may have migrated while this one waited for the lock.
      if (!(await isBehind(connection, migrations, url))) return [];
      return applyMigrations(factory, connection, migrations, url);
    });
  } finally {
    await connection.dispose();
  }
}

/** @throws StartupError when the database is not ours to migrate */
async function isBehind(
  connection: SqlDriverAdapter,
  { migrationDirectories }: MigrationList,
  url: string,
): Promise<boolean> {
  const known = migrationDirectories.map(({ path }) => path);
  const state = compareMigrations(await findHistory(connection), known);
  assertUsable(state, url);
  return state.kind === "behind";
}

/** A new database has no history. */
async function findHistory(connection: SqlDriverAdapter) {
  const tables = await selectRows(connection, "SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'");
  return tables.length === 0 ? [] : readHistory(connection);
}

function assertUsable(state: MigrationState, url: string): void {
  if (state.kind === "failed") {
    throw new StartupError(
      `the database ${url} holds a migration that failed half-way (${state.failed.join(", ")}): restore a backup`,
    );
  }
  if (state.kind === "newer") {
    throw new StartupError(
      `the database ${url} was written by a newer version (unknown migrations: ${state.unknown.join(", ")}): run that version, or restore a backup`,
    );
  }
}

/**
 * Does `work` while no other process can write. Foreign keys are off, as migrations that rebuild a table need it
 * (https://www.sqlite.org/lang_altertable.html#otheralter); inside a transaction they cannot be turned off.
 */
async function inTransaction<Result>(connection: SqlDriverAdapter, work: () => Promise<Result>): Promise<Result> {
  await connection.executeScript("PRAGMA foreign_keys = OFF");
  await waitForLock(() => connection.executeScript("BEGIN IMMEDIATE"));
  try {
    const result = await work();
    await connection.executeScript("COMMIT");
    return result;
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

async function rollBack(connection: SqlDriverAdapter): Promise<void> {
  try {
    await connection.executeScript("ROLLBACK");
  } catch {
    // SQLite may have rolled back by itself, as on a full disk.
  }
}

async function applyMigrations(
  factory: SqlMigrationAwareDriverAdapterFactory,
  connection: SqlDriverAdapter,
  migrationsList: MigrationList,
  url: string,
): Promise<string[]> {
  try {
    const { appliedMigrationNames } = await withSchemaEngine(lend(connection, factory), (engine) =>
      engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } }),
    );
    await requireReferencesHold(connection);
    return appliedMigrationNames;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartupError(
      `the database ${url} cannot be migrated, and is as it was: ${reason.replace(/\s+/g, " ").trim()}`,
    );
  }
}

/** Lets the engine work on our connection, and so in our transaction, which is the lock. */
function lend(
  connection: SqlDriverAdapter,
  factory: SqlMigrationAwareDriverAdapterFactory,
): SqlMigrationAwareDriverAdapterFactory {
  const lent: SqlDriverAdapter = {
    provider: connection.provider,
    adapterName: connection.adapterName,
    queryRaw: (query) => connection.queryRaw(query),
    executeRaw: async (query) => (isLockStatement(query.sql) ? 0 : connection.executeRaw(query)),
    executeScript: (script) => connection.executeScript(script),
    startTransaction: (isolationLevel) => connection.startTransaction(isolationLevel),
    dispose: async () => undefined,
  };
  return { ...factory, connect: async () => lent };
}

/** The engine asks for the file alone, which it cannot get while another process has it open. */
function isLockStatement(sql: string): boolean {
  return /^PRAGMA main\.locking_mode\s*=/i.test(sql);
}
