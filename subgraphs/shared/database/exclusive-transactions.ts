import type { SqlDriverAdapter, SqlQuery, Transaction } from "@prisma/driver-adapter-utils";
import { createLoopTurns } from "./loop-turns.ts";

/**
 * While a transaction is open, every other statement over `connection` waits. All statements of a process share one
 * connection. Without this, a write in between would become part of the transaction: acknowledged before the commit, and
 * rolled back with it. A read would see uncommitted data.
 */
export function makeTransactionsExclusive(connection: SqlDriverAdapter): SqlDriverAdapter {
  let openTransaction: Promise<void> | null = null;
  const queryRaw = connection.queryRaw.bind(connection);
  const executeRaw = connection.executeRaw.bind(connection);
  const startTransaction = connection.startTransaction.bind(connection);

  const turns = createLoopTurns();

  // The longest wait ends first, so that neither statements nor transactions starve. Nothing is awaited between the last
  // check and `execute`: a transaction might begin meanwhile.
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
  // It also comes after a failed COMMIT, which may leave the transaction open: later writes would be acknowledged and
  // never committed.
  transaction.rollback = async () => {
    await executeRaw({ sql: "ROLLBACK", args: [], argTypes: [] }).catch(ignoreNoTransaction);
    await rollback().finally(markEnded);
  };
  return transaction;
}

/** The earlier ROLLBACK, or the failure itself, may have ended the transaction. */
function ignoreNoTransaction(): void {}
