import type { SqlDriverAdapter, SqlQuery, SqlQueryable } from "@prisma/driver-adapter-utils";
import { requireTime } from "../request-deadline.ts";

/** A transaction is always ended, whether anybody waits or not. */
const END_OF_TRANSACTION = /^(?:COMMIT|ROLLBACK)\b/;

/**
 * Makes `connection` execute no statement for a request that nobody waits for any more. The statement fails, and Prisma
 * rolls back the transaction that it is in. What Prisma sends together for several requests, their `findUnique` calls of
 * the same turn, would fail with the first of them: rules that serve requests call `findFirst`.
 */
export function stopWhenLate(connection: SqlDriverAdapter): SqlDriverAdapter {
  const startTransaction = connection.startTransaction.bind(connection);
  connection.startTransaction = async (isolationLevel) => {
    requireTime();
    return stopQueriesWhenLate(await startTransaction(isolationLevel));
  };
  return stopQueriesWhenLate(connection);
}

function stopQueriesWhenLate<Queryable extends SqlQueryable>(queryable: Queryable): Queryable {
  const queryRaw = queryable.queryRaw.bind(queryable);
  const executeRaw = queryable.executeRaw.bind(queryable);
  queryable.queryRaw = async (query: SqlQuery) => {
    requireTime();
    return queryRaw(query);
  };
  queryable.executeRaw = async (query: SqlQuery) => {
    if (!END_OF_TRANSACTION.test(query.sql)) requireTime();
    return executeRaw(query);
  };
  return queryable;
}
