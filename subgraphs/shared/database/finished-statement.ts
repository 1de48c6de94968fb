import { channel } from "node:diagnostics_channel";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  SqlQueryable,
} from "@prisma/driver-adapter-utils";
import type { ExecutedStatement } from "../../../packages/server/graphql/executed-statements.ts";

/** Where every `ExecutedStatement` of the process is published, failed ones too, for whoever watches. */
export const finishedStatements = channel("supergraph:finished-statement");

/** Makes connections of `factory` publish their statements, without the values of parameters. */
export function publishStatements(
  factory: SqlMigrationAwareDriverAdapterFactory,
): SqlMigrationAwareDriverAdapterFactory {
  return { ...factory, connect: async () => publishOfConnection(await factory.connect()) };
}

function publishOfConnection(connection: SqlDriverAdapter): SqlDriverAdapter {
  const startTransaction = connection.startTransaction.bind(connection);
  connection.startTransaction = (isolationLevel) =>
    time("BEGIN", async () => publishOfQueries(await startTransaction(isolationLevel)));
  return publishOfQueries(connection);
}

function publishOfQueries<Queryable extends SqlQueryable>(queryable: Queryable): Queryable {
  const queryRaw = queryable.queryRaw.bind(queryable);
  const executeRaw = queryable.executeRaw.bind(queryable);
  queryable.queryRaw = (query: SqlQuery) => time(query.sql, () => queryRaw(query));
  queryable.executeRaw = (query: SqlQuery) => time(query.sql, () => executeRaw(query));
  return queryable;
}

async function time<Result>(sql: string, execute: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await execute();
  } finally {
    finishedStatements.publish({
      sql,
      milliseconds: performance.now() - startedAt,
    } satisfies ExecutedStatement);
  }
}
