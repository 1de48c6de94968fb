import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { connectSqlite } from "../driver/connect-sqlite.ts";
import { openSqlite } from "../driver/sqlite-database.ts";
import { type MigrationRecord, readHistory } from "../migration-history.ts";
import { requireReferencesHold, selectRows } from "../select-rows.ts";
import { BackupError } from "./manifest.ts";

/** How long a statement waits for another process: longer than any write. */
const BUSY_TIMEOUT_MS = 5_000;

/** Lets `use` work on the file at `path`, without the settings of a database in use: they would change the file. */
export async function withDatabaseFile<Result>(
  path: string,
  use: (connection: SqlDriverAdapter) => Promise<Result>,
): Promise<Result> {
  const connection = connectSqlite(openSqlite(path, { timeoutMs: BUSY_TIMEOUT_MS }));
  try {
    return await use(connection);
  } finally {
    await connection.dispose();
  }
}

/**
 * Checks every page, index, reference and kept count of the copy at `path`. No other process may use it.
 * @returns its migrations, oldest first
 * @throws BackupError when anything is wrong
 */
export async function inspectCopy(path: string): Promise<readonly MigrationRecord[]> {
  try {
    return await withDatabaseFile(path, async (connection) => {
      const [[verdict] = []] = await selectRows(connection, "PRAGMA integrity_check(1)");
      if (verdict !== "ok") throw new Error(String(verdict));
      await requireReferencesHold(connection);
      await requireCountsHold(connection);
      return await readHistory(connection);
    });
  } catch (error) {
    throw new BackupError(`${path} is damaged: ${(error as Error).message}`);
  }
}

/** A database that keeps counts of rows has a view of those that are wrong. @throws Error when there is one */
async function requireCountsHold(connection: SqlDriverAdapter): Promise<void> {
  const views = await selectRows(connection, "SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = 'WrongCount'");
  if (views.length === 0) return;
  const [wrong] = await selectRows(connection, `SELECT counter, "key" FROM WrongCount LIMIT 1`);
  if (wrong !== undefined)
    throw new Error(`${wrong[0]} counts the rows of ${wrong[1]} wrongly: docs/operating.md#counts`);
}
