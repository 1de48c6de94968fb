import { DriverAdapterError, type SqlDriverAdapter, type Transaction } from "@prisma/driver-adapter-utils";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** How Prisma knows this driver. */
export const DRIVER = { provider: "sqlite", adapterName: "better-sqlite3" } as const;

/** Connects Prisma to `database`, for one piece of work at a time: statements are executed as they come. */
export function connectSqlite(database: SqliteDatabase): SqlDriverAdapter {
  const queryable = {
    ...DRIVER,
    queryRaw: async (query) => database.query(query),
    executeRaw: async (query) => database.execute(query),
  } satisfies Partial<SqlDriverAdapter>;
  return {
    ...queryable,
    executeScript: async (script) => database.run(script),
    async startTransaction(isolationLevel) {
      beginTransaction(database, isolationLevel);
      const end = async () => undefined;
      return { ...queryable, options: TRANSACTION_OPTIONS, commit: end, rollback: end };
    },
    dispose: async () => database.close(),
  };
}

/** Prisma executes COMMIT and ROLLBACK itself. */
export const TRANSACTION_OPTIONS: Transaction["options"] = { usePhantomQuery: false };

/** Executes BEGIN. @throws DriverAdapterError for a level that SQLite does not have */
export function beginTransaction(database: SqliteDatabase, isolationLevel: string | undefined): void {
  if (isolationLevel !== undefined && isolationLevel !== "SERIALIZABLE") {
    throw new DriverAdapterError({ kind: "InvalidIsolationLevel", level: isolationLevel });
  }
  database.execute({ sql: "BEGIN", args: [], argTypes: [] });
}
