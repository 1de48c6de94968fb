import type { SqlQuery, SqlResultSet } from "@prisma/driver-adapter-utils";
import Database from "better-sqlite3";
import { createLatestMap } from "../../../../packages/server/latest-map.ts";
import { explainSqliteError } from "./driver-error.ts";
import { type PreparedStatement, prepareStatement } from "./prepared-statement.ts";
import { bindValues } from "./values.ts";

/** An `IN` list of another length is another statement. */
const MAXIMUM_KEPT = 250;

/** One connection to a SQLite database. Each call holds the event loop, and throws the errors that Prisma expects. */
export type SqliteDatabase = ReturnType<typeof openSqlite>;

/** How a connection is opened. */
export interface SqliteSettings {
  /** How long a statement waits for another process's lock. The wait holds the event loop. */
  readonly timeoutMs: number;
  /** Whether it refuses every write. */
  readonly isReadOnly?: boolean;
}

/** Opens the database in the file at `path`, or an empty one in memory at `:memory:`. */
export function openSqlite(path: string, { timeoutMs, isReadOnly = false }: SqliteSettings) {
  const database = attempt(() => new Database(path, { timeout: timeoutMs, readonly: isReadOnly }));
  database.defaultSafeIntegers(true);
  // SQLite itself prepares a kept statement anew when the schema has changed.
  const kept = createLatestMap<PreparedStatement>(MAXIMUM_KEPT);

  function prepare(sql: string): PreparedStatement {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    const statement = prepareStatement(database, sql);
    kept.set(sql, statement);
    return statement;
  }

  return {
    /** Whether the statement `sql` only reads rows; false for one that cannot be prepared. */
    isRead(sql: string): boolean {
      try {
        return prepare(sql).isRead;
      } catch {
        return false;
      }
    },
    /** The rows that a statement gives. */
    query: (query: SqlQuery): SqlResultSet => attempt(() => prepare(query.sql).query(bindValues(query))),
    /** Executes a statement. @returns how many rows it has changed */
    execute: (query: SqlQuery): number => attempt(() => prepare(query.sql).execute(bindValues(query))),
    /** Executes statements without parameters. */
    run: (script: string): void => void attempt(() => database.exec(script)),
    isInTransaction: (): boolean => database.inTransaction,
    close: (): void => void database.close(),
  };
}

function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw explainSqliteError(error);
  }
}
