import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { makeTransactionsExclusive } from "./exclusive-transactions.ts";
import { keepStatements } from "./kept-statements.ts";
import { stopWhenLate } from "./stop-when-late.ts";
import { waitForLock } from "./wait-for-lock.ts";

/** How long a statement waits for another process's lock. The wait blocks the event loop. */
const BUSY_TIMEOUT_MS = 500;

const CONNECTION_SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
`;

/**
 * Connects Prisma to the SQLite file at `url` (`file:…`). On every connection, an acknowledged write is on disk: the
 * driver's own `synchronous = NORMAL` for WAL databases may lose the last commits.
 */
export function createDatabaseAdapter(url: string): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url, timeout: BUSY_TIMEOUT_MS });
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => applySettings(keepStatements(await factory.connect())),
    connectToShadowDb: async () => acceptScripts(await factory.connectToShadowDb()),
  };
}

async function applySettings(connection: SqlDriverAdapter): Promise<SqlDriverAdapter> {
  await waitForLock(() => connection.executeScript(CONNECTION_SETTINGS));
  // Innermost, so that a statement's deadline is checked when its turn comes.
  return makeTransactionsExclusive(stopWhenLate(connection));
}

// The engine replays each migration in the shadow database as one statement; the driver takes no script there.
function acceptScripts(connection: SqlDriverAdapter): SqlDriverAdapter {
  const executeOne = connection.executeRaw.bind(connection);
  connection.executeRaw = async (query) => {
    if (query.args.length > 0) return executeOne(query);
    await connection.executeScript(query.sql);
    return 0;
  };
  return connection;
}
