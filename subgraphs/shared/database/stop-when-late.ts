import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { requireTime } from "../request-deadline.ts";
import { runStatementsThrough } from "./run-statements-through.ts";

/** A transaction is always ended, even after the request's deadline. */
const END_OF_TRANSACTION = /^(?:COMMIT|ROLLBACK)\b/;

/**
 * Makes `connection` execute no statement for a request whose deadline has passed or whose caller has left. The
 * statement fails, and Prisma rolls back its transaction. Prisma sends `findUnique` calls of the same turn together: for
 * several requests, all would fail with the first. Rules that serve requests call `findFirst` instead.
 */
export function stopWhenLate(connection: SqlDriverAdapter): SqlDriverAdapter {
  return runStatementsThrough(connection, async (sql, execute) => {
    if (!END_OF_TRANSACTION.test(sql)) requireTime();
    return execute();
  });
}
