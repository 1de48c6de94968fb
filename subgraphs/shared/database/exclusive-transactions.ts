import type { SqlDriverAdapter, SqlQuery, Transaction } from "@prisma/driver-adapter-utils";
import { createLoopTurns } from "./loop-turns.ts";

/**
 * Keeps every other statement over `connection` waiting while a transaction is open. All statements of a process share
 * one connection: a write between two statements of somebody's transaction would be part of it, be acknowledged before
 * it commits and be rolled back with it, and a read would see what is not committed.
 */
export function makeTransactionsExclusive(connection: SqlDriverAdapter): SqlDriverAdapter {
  let openTransaction: Promise<void> | null = null;
  const queryRaw = connection.queryRaw.bind(connection);
  const executeRaw = connection.executeRaw.bind(connection);
  const startTransaction = connection.startTransaction.bind(connection);

  const turns = createLoopTurns();

  // Who waits longest goes on first, so that neither statements nor transactions starve. Nothing is awaited between the
  // last look and `execute`: a transaction might begin meanwhile.
  async function runInTurn<Result>(execute: () => Promise<Result>): Promise<Result> {
    while (openTransaction !== null || turns.isDue()) await (openTransaction ?? turns.next());
    return turns.time(execute);
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

  connection.queryRaw = (query: SqlQuery) => runInTurn(() => queryRaw(query));
  connection.executeRaw = (query: SqlQuery) => runInTurn(() => executeRaw(query));
  connection.startTransaction = (isolationLevel) =>
    runInTurn(async () => {
      const markEnded = markOpen();
      try {
        return endExclusively(await startTransaction(isolationLevel), executeRaw, markEnded);
      } catch (error) {
        markEnded();
        throw error;
      }
    });
  return connection;
}

function endExclusively(
  transaction: Transaction,
  executeRaw: SqlDriverAdapter["executeRaw"],
  markEnded: () => void,
): Transaction {
  const commit = transaction.commit.bind(transaction);
  const rollback = transaction.rollback.bind(transaction);
  // Prisma has executed COMMIT by then.
  transaction.commit = () => commit().finally(markEnded);
  // It comes here after ROLLBACK, but also after a COMMIT that failed, which may leave the transaction open: whatever
  // is written next would then be acknowledged and never be committed.
  transaction.rollback = async () => {
    await executeRaw({ sql: "ROLLBACK", args: [], argTypes: [] }).catch(ignoreNoTransaction);
    await rollback().finally(markEnded);
  };
  return transaction;
}

/** SQLite has no transaction to roll back when the ROLLBACK before, or the failure itself, has done so. */
function ignoreNoTransaction(): void {}
