import { AsyncLocalStorage } from "node:async_hooks";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  SqlQueryable,
} from "@prisma/driver-adapter-utils";
import {
  type ExecutedStatement,
  millisecondsSince,
} from "../../../packages/server/graphql/executed-statements.ts";

// Prisma calls its driver in the async context of whoever asked it. Its own query events would be on for every
// statement or for none; this costs nothing until somebody asks.
const recordings = new AsyncLocalStorage<ExecutedStatement[]>();

/** Runs `callback` so that the statements executed for it, now or later, are recorded for it alone. */
export function recordStatements(callback: () => void): void {
  recordings.run([], callback);
}

/** The statements recorded so far for whatever this is called from; null when nobody asked to record them. */
export function findRecordedStatements(): readonly ExecutedStatement[] | null {
  return recordings.getStore() ?? null;
}

/**
 * Lets the statements over connections of `factory` be recorded. What Prisma sends together for several requests, which
 * are their `findUnique` calls of the same turn, is recorded for the first of them.
 */
export function makeRecordable(
  factory: SqlMigrationAwareDriverAdapterFactory,
): SqlMigrationAwareDriverAdapterFactory {
  return { ...factory, connect: async () => recordConnection(await factory.connect()) };
}

function recordConnection(connection: SqlDriverAdapter): SqlDriverAdapter {
  const startTransaction = connection.startTransaction.bind(connection);
  connection.startTransaction = (isolationLevel) =>
    recordOne("BEGIN", async () => recordQueries(await startTransaction(isolationLevel)));
  return recordQueries(connection);
}

function recordQueries<Queryable extends SqlQueryable>(queryable: Queryable): Queryable {
  const queryRaw = queryable.queryRaw.bind(queryable);
  const executeRaw = queryable.executeRaw.bind(queryable);
  queryable.queryRaw = (query: SqlQuery) => recordOne(query.sql, () => queryRaw(query));
  queryable.executeRaw = (query: SqlQuery) => recordOne(query.sql, () => executeRaw(query));
  return queryable;
}

async function recordOne<Result>(sql: string, execute: () => Promise<Result>): Promise<Result> {
  const recording = recordings.getStore();
  if (recording === undefined) return execute();
  const startedAt = performance.now();
  try {
    return await execute();
  } finally {
    recording.push({ sql, milliseconds: millisecondsSince(startedAt) });
  }
}
