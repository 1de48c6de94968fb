import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { createDatabaseAdapter } from "./adapter.ts";
import type { MigratedDatabase } from "./migrated-database.ts";
import { requireReferencesHold, selectRows } from "./select-rows.ts";
import { waitForLock } from "./wait-for-lock.ts";

/** Opens the SQLite file at `url` for its migrations: a write transaction is the lock. */
export async function openSqliteForMigration(url: string): Promise<MigratedDatabase> {
  const factory = createDatabaseAdapter(url);
  const connection = await factory.connect();
  return {
    connection,
    factory: lend(connection, factory),
    async hasHistory() {
      const tables = await selectRows(connection, "SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'");
      return tables.length > 0;
    },
    inTransaction: (work) => inTransaction(connection, work),
    requireWhole: () => requireReferencesHold(connection),
    close: () => connection.dispose(),
  };
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
