import { createDatabaseAdapter } from "./adapter.ts";
import { lend, type MigratedDatabase } from "./migrated-database.ts";
import { requireReferencesHold, selectRows } from "./select-rows.ts";
import { waitForLock } from "./wait-for-lock.ts";

/** Opens the SQLite file at `url` for its migrations: a write transaction is the lock. */
export async function openSqliteForMigration(url: string): Promise<MigratedDatabase> {
  const connection = await createDatabaseAdapter(url).connect();
  return {
    connection,
    factory: lend(connection, {
      executeRaw: async (query) => (isLockStatement(query.sql) ? 0 : connection.executeRaw(query)),
    }),
    async hasHistory() {
      const tables = await selectRows(connection, "SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'");
      return tables.length > 0;
    },
    // Foreign keys are off, as migrations that rebuild a table need it
    // (https://www.sqlite.org/lang_altertable.html#otheralter); inside a transaction they cannot be turned off.
    async begin() {
      await connection.executeScript("PRAGMA foreign_keys = OFF");
      await waitForLock(() => connection.executeScript("BEGIN IMMEDIATE"));
    },
    requireWhole: () => requireReferencesHold(connection),
    close: () => connection.dispose(),
  };
}

/** The engine asks for the file alone, which it cannot get while another process has it open. */
function isLockStatement(sql: string): boolean {
  return /^PRAGMA main\.locking_mode\s*=/i.test(sql);
}
