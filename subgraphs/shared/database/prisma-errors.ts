import type { GraphQLError } from "graphql";
import { serviceUnavailable } from "../../../packages/server/errors/error-codes.ts";

// Prisma's error codes: https://www.prisma.io/docs/orm/reference/error-reference

/** Whether Prisma refused an update because the row does not exist. */
export function isRecordNotFound(error: unknown): boolean {
  return hasCode(error, "P2025");
}

/** Whether Prisma refused a write because another row has the same unique value. */
export function isUniqueConflict(error: unknown): boolean {
  return hasCode(error, "P2002");
}

/** Whether Prisma refused a write because it refers to a row that does not exist. */
export function isBrokenReference(error: unknown): boolean {
  return hasCode(error, "P2003");
}

/** A full disk, a file that may not be written, a disk that fails: https://www.sqlite.org/rescode.html */
const STORAGE_FAILURE = /^SQLITE_(FULL|READONLY|IOERR|CANTOPEN)/;

/** When another process is likely to have given its lock back, in seconds. */
const LOCKED_RETRY_SECONDS = 1;

/** The client's error for an error of Prisma; null when it is for the log alone. */
export function explainDatabaseError(error: unknown): GraphQLError | null {
  if (isLocked(error)) {
    return serviceUnavailable("Something else is being saved, so that this was not. Try again.", LOCKED_RETRY_SECONDS);
  }
  const { originalCode } = findDriverFailure(error) ?? {};
  if (typeof originalCode !== "string" || !STORAGE_FAILURE.test(originalCode)) return null;
  return serviceUnavailable("The storage fails right now, so that nothing can be saved. Try again later.");
}

/** Whether another process held a lock for too long: the driver reports SQLITE_BUSY as the timeout of its wait. */
export function isLocked(error: unknown): boolean {
  return findDriverFailure(error)?.kind === "SocketTimeout";
}

interface DriverFailure {
  readonly kind?: unknown;
  /** SQLite's own name of the code. */
  readonly originalCode?: unknown;
}

interface CarriesFailure {
  readonly cause?: DriverFailure;
  readonly meta?: { readonly driverAdapterError?: CarriesFailure };
}

/** What the driver says of an error. Inside a transaction, and without Prisma, its error comes unwrapped. */
function findDriverFailure(error: unknown): DriverFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const carrier = error as CarriesFailure;
  return (carrier.meta?.driverAdapterError ?? carrier).cause;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === code;
}
