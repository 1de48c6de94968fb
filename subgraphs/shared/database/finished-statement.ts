import { channel } from "node:diagnostics_channel";
import type { ExecutedStatement } from "../../../packages/server/graphql/executed-statements.ts";

/**
 * Publishes every `ExecutedStatement` of the process, failed ones too, in the async context of the request that asked.
 * Prisma sends `findUnique` calls of the same turn together: such a statement is of the first request alone.
 */
export const finishedStatements = channel("supergraph:finished-statement");

/** Executes the statement `sql`, and publishes it without the values of its parameters. The time of `execute` is its own. */
export async function publishing<Result>(sql: string, execute: () => Result | Promise<Result>): Promise<Result> {
  const askedAt = performance.now();
  try {
    return await execute();
  } finally {
    if (finishedStatements.hasSubscribers) {
      finishedStatements.publish({ sql, milliseconds: performance.now() - askedAt } satisfies ExecutedStatement);
    }
  }
}
