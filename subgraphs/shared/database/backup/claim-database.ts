import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { connectSqlite } from "../driver/connect-sqlite.ts";
import { openSqlite } from "../driver/sqlite-database.ts";
import { isLocked } from "../prisma-errors.ts";
import { selectRows } from "../select-rows.ts";
import { BackupError } from "./manifest.ts";

/** A database that no other process can use. */
export interface ClaimedDatabase {
  /** The only one that can read and write it. */
  readonly connection: SqlDriverAdapter;
  release(): Promise<void>;
}

/**
 * Takes the database in `file` for this process alone, and moves all of it into that one file. A process with an open
 * write-ahead log has a lock, even when idle, and SQLite turns the log off only for the last such process. It asks the
 * system, so that this covers every process on the machine, on Linux as on macOS.
 * @throws BackupError when a process has it open, or it cannot be read
 */
export async function claimDatabase(file: string): Promise<ClaimedDatabase> {
  const connection = connectSqlite(openSqlite(file, { timeoutMs: 0 }));
  try {
    await connection.executeScript("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    // Another process may have turned it on again between the two statements.
    const [[mode] = []] = await selectRows(connection, "PRAGMA journal_mode");
    if (mode !== "delete") throw inUse(file);
    return { connection, release: () => connection.dispose() };
  } catch (error) {
    await connection.dispose();
    if (error instanceof BackupError) throw error;
    if (isLocked(error)) throw inUse(file);
    throw new BackupError(`${file} cannot be read: move it away yourself, its -wal with it, and try again`);
  }
}

function inUse(file: string): BackupError {
  return new BackupError(`${file} is in use: stop every process that has it open, and try again`);
}
