import type { SqlDriverAdapter, SqlQuery } from "@prisma/driver-adapter-utils";
import { requireTime } from "../request-deadline.ts";
import { beginTransaction, DRIVER, TRANSACTION_OPTIONS } from "./driver/connect-sqlite.ts";
import type { SqliteDatabase } from "./driver/sqlite-database.ts";
import { publishing } from "./finished-statement.ts";
import { createLoopTurns } from "./loop-turns.ts";
import { isScan, type ScanThread } from "./scan-thread.ts";
import { requireTimeFor } from "./statement-time.ts";

/**
 * Connects Prisma to a database for all requests of a process. They share one connection that writes: while a transaction
 * is open, the statements of others wait. A write in between would become part of the transaction: acknowledged before
 * the commit, and rolled back with it. Reads have the connection `reader`, which sees what is committed, and never wait
 * for a transaction; those that may take long have the thread `scans`.
 *
 * No statement is executed for a request whose deadline has passed or whose caller has left. It fails, and Prisma rolls
 * back its transaction. Prisma sends `findUnique` calls of the same turn together: for several requests, all would fail
 * with the first. Rules that serve requests call `findFirst` instead.
 */
export function shareDatabase(
  writer: SqliteDatabase,
  reader: SqliteDatabase,
  scans: ScanThread | null = null,
): SqlDriverAdapter {
  const turns = createLoopTurns();
  let openTransaction: Promise<void> | null = null;

  // The longest wait ends first, so that neither statements nor transactions starve. Nothing is awaited between the last
  // check and `execute`: a transaction might begin meanwhile.
  function runInTurn<Result>(
    sql: string,
    findWait: () => Promise<void> | null,
    execute: () => Result,
  ): Promise<Result> {
    return publishing(sql, async () => {
      for (let wait = findWait(); wait !== null; wait = findWait()) await wait;
      requireTime();
      return turns.time(execute);
    });
  }

  const findWaitToWrite = () => openTransaction ?? turns.findWait();

  /** Whether a read may use its own connection. A script may have begun a transaction: its changes are not there yet. */
  function isReadOfCommitted(sql: string): boolean {
    return reader.isRead(sql) && (openTransaction !== null || !writer.isInTransaction());
  }

  function markOpen(): () => void {
    let resolveEnd: () => void = () => undefined;
    openTransaction = new Promise((resolve) => {
      resolveEnd = resolve;
    });
    return () => {
      openTransaction = null;
      resolveEnd();
    };
  }

  return {
    ...DRIVER,
    queryRaw(query) {
      const { sql } = query;
      if (!isReadOfCommitted(sql)) return runInTurn(sql, findWaitToWrite, () => writer.query(query));
      return scans !== null && isScan(sql)
        ? publishing(sql, () => scans.query(query))
        : runInTurn(sql, turns.findWait, () => reader.query(query));
    },
    executeRaw: (query) => runInTurn(query.sql, findWaitToWrite, () => writer.execute(query)),
    executeScript: async (script) => writer.run(script),
    async startTransaction(isolationLevel) {
      const markEnded = await runInTurn("BEGIN", findWaitToWrite, () => {
        beginTransaction(writer, isolationLevel);
        return markOpen();
      });
      return {
        ...DRIVER,
        options: TRANSACTION_OPTIONS,
        queryRaw: (query: SqlQuery) => runInTransaction(query.sql, () => writer.query(query)),
        executeRaw: (query: SqlQuery) => runInTransaction(query.sql, () => writer.execute(query)),
        // Prisma has executed COMMIT by then.
        commit: async () => markEnded(),
        async rollback() {
          // It also comes after a failed COMMIT, which may leave the transaction open: later writes would be acknowledged
          // and never committed.
          try {
            if (writer.isInTransaction()) writer.run("ROLLBACK");
          } finally {
            markEnded();
          }
        },
      };
    },
    async dispose() {
      await scans?.close();
      // The last connection to close moves the write-ahead log into the database, and must be able to write.
      reader.close();
      writer.close();
    },
  };
}

/** Gives the event loop no turns within a transaction: the statements that wait for its end would wait for them, too. */
function runInTransaction<Result>(sql: string, execute: () => Result): Promise<Result> {
  return publishing(sql, () => {
    requireTimeFor(sql);
    return execute();
  });
}
