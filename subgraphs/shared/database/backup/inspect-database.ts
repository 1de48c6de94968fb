import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
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
  const connection = await new PrismaBetterSqlite3({
    url: `file:${path}`,
    timeout: BUSY_TIMEOUT_MS,
  }).connect();
  try {
    return await use(connection);
  } finally {
    await connection.dispose();
  }
}

/**
 * Checks every page, index and reference of the copy at `path`. No other process may use it.
 * @returns its migrations, oldest first
 * @throws BackupError when anything is wrong
 */
export async function inspectCopy(path: string): Promise<readonly MigrationRecord[]> {
  try {
    return await withDatabaseFile(path, async (connection) => {
      const [[verdict] = []] = await selectRows(connection, "PRAGMA integrity_check(1)");
      if (verdict !== "ok") throw new Error(String(verdict));
      await requireReferencesHold(connection);
      return await readHistory(connection);
    });
  } catch (error) {
    throw new BackupError(`${path} is damaged: ${(error as Error).message}`);
  }
}
