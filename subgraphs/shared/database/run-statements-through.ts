import type { SqlDriverAdapter, SqlQuery, SqlQueryable } from "@prisma/driver-adapter-utils";

/** Runs `execute`, which executes one statement; the start of a transaction is `BEGIN`. */
export type RunStatement = <Result>(sql: string, execute: () => Promise<Result>) => Promise<Result>;

/** Makes `connection`, and every transaction over it, execute each statement through `run`. */
export function runStatementsThrough(connection: SqlDriverAdapter, run: RunStatement): SqlDriverAdapter {
  const startTransaction = connection.startTransaction.bind(connection);
  connection.startTransaction = (isolationLevel) =>
    run("BEGIN", async () => runQueriesThrough(await startTransaction(isolationLevel), run));
  return runQueriesThrough(connection, run);
}

function runQueriesThrough<Queryable extends SqlQueryable>(queryable: Queryable, run: RunStatement): Queryable {
  const queryRaw = queryable.queryRaw.bind(queryable);
  const executeRaw = queryable.executeRaw.bind(queryable);
  queryable.queryRaw = (query: SqlQuery) => run(query.sql, () => queryRaw(query));
  queryable.executeRaw = (query: SqlQuery) => run(query.sql, () => executeRaw(query));
  return queryable;
}
