import { openSqlite } from "./driver/sqlite-database.ts";
import { createPrivateFile, findDatabaseFile } from "./open-database.ts";
import { isPostgresql, readConnectionSettings } from "./postgresql/connection-settings.ts";
import { isLocked } from "./prisma-errors.ts";
import type { ProcessLock, TryLock } from "./try-lock.ts";

/** The lock `name` for those who use the database at `databaseUrl`. A process that dies loses it. */
export function createProcessLock(databaseUrl: string, name: string): TryLock {
  if (!isPostgresql(databaseUrl)) return () => tryProcessLock(`${findDatabaseFile(databaseUrl)}.${name}`);
  const settings = readConnectionSettings(databaseUrl);
  return async () => (await import("./postgresql/session-lock.ts")).trySessionLock(settings, name);
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
    return { lost: new AbortController().signal, release: async () => database.close() };
  } catch (error) {
    database.close();
    if (isLocked(error)) return null;
    throw error;
  }
}
