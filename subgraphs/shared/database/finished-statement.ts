import { channel } from "node:diagnostics_channel";
import type { ExecutedStatement } from "../../../packages/server/graphql/executed-statements.ts";

/**
 * Publishes every `ExecutedStatement` of the process, failed ones too, in the async context of the request that asked.
 * Prisma sends `findUnique` calls of the same turn together: such a statement is of the first request alone.
 */
export const finishedStatements = channel("supergraph:finished-statement");

/** Publishes the statement `sql` without the values of its parameters. `askedAt` is by the clock of `performance`. */
export function publishStatement(sql: string, askedAt: number): void {
  if (!finishedStatements.hasSubscribers) return;
  finishedStatements.publish({ sql, milliseconds: performance.now() - askedAt } satisfies ExecutedStatement);
}
