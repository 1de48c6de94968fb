import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { selectRows } from "../select-rows.ts";
import { isLocked } from "../wait-for-lock.ts";
import { BackupError } from "./manifest.ts";

/** A database that nobody else can use. */
export interface ClaimedDatabase {
  release(): Promise<void>;
}

/**
 * Takes the database in `file` for this process alone, and all of it into that one file. Whoever has a database with a
 * write-ahead log open has a lock on it, idle or not, and SQLite turns the log off for the only one who has: it asks
 * the system, so that it holds for every process on this machine, on Linux as on macOS.
 * @throws BackupError when a process has it open, or it cannot be read
 */
export async function claimDatabase(file: string): Promise<ClaimedDatabase> {
  const connection = await new PrismaBetterSqlite3({ url: `file:${file}`, timeout: 0 }).connect();
  try {
    await connection.executeScript("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    // Somebody who came between the two has turned it on again.
    const [[mode] = []] = await selectRows(connection, "PRAGMA journal_mode");
    if (mode !== "delete") throw inUse(file);
    return { release: () => connection.dispose() };
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
