import { AsyncLocalStorage } from "node:async_hooks";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import {
  type ExecutedStatement,
  millisecondsSince,
} from "../../../packages/server/graphql/executed-statements.ts";
import { runStatementsThrough } from "./run-statements-through.ts";

// Prisma calls its driver in the async context of the request that asked. Its own query events would be on for every
// statement or for none; this costs nothing until a request asks.
const recordings = new AsyncLocalStorage<ExecutedStatement[]>();

/** Runs `callback`. The statements executed for it, now or later, are recorded for it alone. */
export function recordStatements(callback: () => void): void {
  recordings.run([], callback);
}

/** The statements recorded so far in this async context; null when no recording was asked for. */
export function findRecordedStatements(): readonly ExecutedStatement[] | null {
  return recordings.getStore() ?? null;
}

/**
 * Lets the statements over connections of `factory` be recorded. Prisma sends `findUnique` calls of the same turn
 * together: a statement that serves several requests is recorded for the first of them.
 */
export function makeRecordable(
  factory: SqlMigrationAwareDriverAdapterFactory,
): SqlMigrationAwareDriverAdapterFactory {
  return { ...factory, connect: async () => runStatementsThrough(await factory.connect(), recordOne) };
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
