import { Prisma, type PrismaClient } from "../generated/prisma/client.ts";
import type { AccountStatements } from "./sqlite.ts";

/** The statements for PostgreSQL, where several may run at once: rows are locked, and always in the order of their keys. */
export function createStatements(prisma: PrismaClient): AccountStatements {
  return {
    findUsers: (ids) => prisma.$queryRaw`
      SELECT "id", "username", "createdAt" FROM "User" WHERE "id" = ANY(${ids}::text[])`,

    releaseAttempts: (keys) => prisma.$executeRaw`
      UPDATE "AttemptCount" SET "count" = "count" - 1 WHERE "key" IN (
        SELECT "key" FROM "AttemptCount" WHERE "key" = ANY(${keys}::text[]) AND "count" > 0 ORDER BY "key" FOR UPDATE
      )`,

    // What an attempt is counting right now has not expired.
    deleteExpiredAttempts: () => prisma.$executeRaw`
      DELETE FROM "AttemptCount" WHERE "key" IN (
        SELECT "key" FROM "AttemptCount" WHERE "windowEndsAt" <= ${new Date()} FOR UPDATE SKIP LOCKED
      )`,

    keepSession: Prisma.sql`FOR KEY SHARE OF "Session"`,

    // The lock makes a change of the password wait, or is waited for: the change ends every session that it does not
    // forbid. Of sign-ins at the same moment, each sees the sessions of the one before, and counts them.
    insertSession: ({ id, userId, passwordHash, createdAt, expiresAt }) => prisma.$executeRaw`
      INSERT INTO "Session" ("id", "userId", "createdAt", "expiresAt")
      SELECT ${id}, "id", ${createdAt}, ${expiresAt} FROM "User"
      WHERE "id" = ${userId} AND "passwordHash" = ${passwordHash} FOR NO KEY UPDATE`,
  };
}
