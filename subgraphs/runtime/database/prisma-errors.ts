// Prisma's error codes: https://www.prisma.io/docs/orm/reference/error-reference
const RECORD_NOT_FOUND = "P2025";
const UNIQUE_CONSTRAINT_FAILED = "P2002";
const FOREIGN_KEY_CONSTRAINT_FAILED = "P2003";

/** Whether Prisma refused an update because the row does not exist. */
export function isRecordNotFound(error: unknown): boolean {
  return hasCode(error, RECORD_NOT_FOUND);
}

/** Whether Prisma refused a write because another row has the same unique value. */
export function isUniqueConflict(error: unknown): boolean {
  return hasCode(error, UNIQUE_CONSTRAINT_FAILED);
}

/** Whether Prisma refused a write because it refers to a row that does not exist. */
export function isBrokenReference(error: unknown): boolean {
  return hasCode(error, FOREIGN_KEY_CONSTRAINT_FAILED);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as { code?: unknown }).code === code;
}
