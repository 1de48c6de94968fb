import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { connectSqlite, DRIVER } from "./driver/connect-sqlite.ts";
import { openSqlite } from "./driver/sqlite-database.ts";
import { createScanThread } from "./scan-thread.ts";
import { shareDatabase } from "./share-database.ts";
import { waitForLock } from "./wait-for-lock.ts";

/** How long a statement waits for another process's lock. The wait blocks the event loop. */
const BUSY_TIMEOUT_MS = 500;

const CONNECTION_SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
`;

const IN_MEMORY = ":memory:";

/**
 * Connects Prisma to the SQLite file at `url` (`file:…`). An acknowledged write is on disk: the driver's own
 * `synchronous = NORMAL` for WAL databases may lose the last commits.
 */
export function createDatabaseAdapter(url: string): SqlMigrationAwareDriverAdapterFactory {
  const path = url.replace(/^file:/, "");
  return { ...DRIVER, connect: () => connect(path), connectToShadowDb };
}

async function connect(path: string): Promise<SqlDriverAdapter> {
  const writer = openSqlite(path, { timeoutMs: BUSY_TIMEOUT_MS });
  await waitForLock(async () => writer.run(CONNECTION_SETTINGS));
  // Another connection to memory would be another database.
  if (path === IN_MEMORY) return shareDatabase(writer, writer);
  const reader = openSqlite(path, { timeoutMs: BUSY_TIMEOUT_MS, isReadOnly: true });
  return shareDatabase(writer, reader, createScanThread(path, BUSY_TIMEOUT_MS));
}

// The engine replays each migration in the shadow database as one statement; the driver takes no script there.
async function connectToShadowDb(): Promise<SqlDriverAdapter> {
  const connection = connectSqlite(openSqlite(IN_MEMORY, { timeoutMs: 0 }));
  return {
    ...connection,
    async executeRaw(query) {
      if (query.args.length > 0) return connection.executeRaw(query);
      await connection.executeScript(query.sql);
      return 0;
    },
  };
}
