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

/** The client's error for an error of Prisma; null when it is for the log alone. */
export function explainDatabaseError(error: unknown): GraphQLError | null {
  if (!STORAGE_FAILURE.test(findDriverCode(error) ?? "")) return null;
  return serviceUnavailable("The storage fails right now, so that nothing can be saved. Try again later.");
}

interface DriverFailure {
  readonly cause?: { readonly originalCode?: unknown };
  readonly meta?: { readonly driverAdapterError?: DriverFailure };
}

/** SQLite's own code. Inside a transaction the driver's error comes unwrapped. */
function findDriverCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const failure = error as DriverFailure;
  const code = (failure.meta?.driverAdapterError ?? failure).cause?.originalCode;
  return typeof code === "string" ? code : null;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === code;
}
