import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { createPrivateFile } from "./open-database.ts";
import { isLocked } from "./wait-for-lock.ts";

/** What one process at a time has. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Takes the lock that `file` stands for, which stays empty. It is a lock of SQLite's, because Node has none of its own:
 * the system takes it back when the process ends, however that comes about.
 * @returns null when another process has it
 */
export async function tryProcessLock(file: string): Promise<ProcessLock | null> {
  await createPrivateFile(file);
  const connection = await new PrismaBetterSqlite3({ url: `file:${file}`, timeout: 0 }).connect();
  try {
    await connection.executeScript("BEGIN EXCLUSIVE");
    return { release: () => connection.dispose() };
  } catch (error) {
    await connection.dispose();
    if (isLocked(error)) return null;
    throw error;
  }
}
