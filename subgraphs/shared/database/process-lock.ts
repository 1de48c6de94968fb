import { openSqlite } from "./driver/sqlite-database.ts";
import { createPrivateFile } from "./open-database.ts";
import { isLocked } from "./prisma-errors.ts";

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
  const database = openSqlite(file, { timeoutMs: 0 });
  try {
    database.run("BEGIN EXCLUSIVE");
    return { release: async () => database.close() };
  } catch (error) {
    database.close();
    if (isLocked(error)) return null;
    throw error;
  }
}
