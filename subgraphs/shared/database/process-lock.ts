import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { createPrivateFile } from "./open-database.ts";
import { isLocked } from "./wait-for-lock.ts";

/** A lock that one process holds at a time. */
export interface ProcessLock {
  release(): Promise<void>;
}

/**
 * Takes the lock of the empty file `file`: SQLite's, as Node has none. The system releases it when the process ends.
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
