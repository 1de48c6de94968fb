import { channel } from "node:diagnostics_channel";
import type { SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import type { ExecutedStatement } from "../../../packages/server/graphql/executed-statements.ts";
import { runStatementsThrough } from "./run-statements-through.ts";

/**
 * Publishes every `ExecutedStatement` of the process, failed ones too, in the async context of the request that asked.
 * Prisma sends `findUnique` calls of the same turn together: such a statement is of the first request alone.
 */
export const finishedStatements = channel("supergraph:finished-statement");

/** Makes connections of `factory` publish their statements, without the values of parameters. */
export function publishStatements(
  factory: SqlMigrationAwareDriverAdapterFactory,
): SqlMigrationAwareDriverAdapterFactory {
  return { ...factory, connect: async () => runStatementsThrough(await factory.connect(), publishOne) };
}

async function publishOne<Result>(sql: string, execute: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await execute();
  } finally {
    const milliseconds = performance.now() - startedAt;
    finishedStatements.publish({ sql, milliseconds } satisfies ExecutedStatement);
  }
}
