import pg from "pg";
import { serviceUnavailable } from "../../../../packages/server/errors/error-codes.ts";

/** When the database is likely to serve again, in seconds. */
const RETRY_SECONDS = 1;

// Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html
/** Connections, resources, the operator's actions, the system, a server that is a standby, a late part of a transaction. */
const CANNOT_SERVE = /^(?:08|53|57|58|25006|25P03)/;
/** Deadlocks and locks that did not come. */
const CONTENDED = /^(?:40|55P03)/;
const OUT_OF_TIME = "57014";

/**
 * The error for a statement that failed with `error`: SERVICE_UNAVAILABLE when the database cannot serve now, with `error`
 * as its cause; else `error` itself, which Prisma knows.
 */
export function explainTrouble(error: unknown): unknown {
  if (!(error instanceof Error) || "extensions" in error) return error;
  // The driver's own errors are about the connection, and have no code.
  const code = error instanceof pg.DatabaseError ? (error.code ?? "") : "08000";
  if (code === OUT_OF_TIME || CONTENDED.test(code)) {
    return unavailable("Other work is in the way, so that this was not done. Try again.", error);
  }
  return CANNOT_SERVE.test(code) ? explainRefusal(error) : error;
}

/** The error when the database gives no connection, or has cut it, because of `cause`: a wrong password, for example. */
export function explainRefusal(cause: unknown): Error {
  return unavailable("The database cannot be reached right now. Try again.", cause);
}

function unavailable(message: string, cause: unknown): Error {
  return Object.assign(serviceUnavailable(message, RETRY_SECONDS), { cause });
}
