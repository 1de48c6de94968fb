import { Prisma, type PrismaClient } from "../generated/prisma/client.ts";
import type { UserRecord } from "../records.ts";

/** A session to begin, if the password still has this hash. */
export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly passwordHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** The statements that each kind of database has in its own words. */
export type AccountStatements = ReturnType<typeof createStatements>;

/** The statements for SQLite. */
export function createStatements(prisma: PrismaClient) {
  return {
    /** The users with these ids, in any order. */
    findUsers(ids: readonly string[]): Prisma.PrismaPromise<UserRecord[]> {
      // Prisma's own `in` takes three times as long.
      return prisma.$queryRaw`
        SELECT user.id, username, createdAt FROM json_each(${JSON.stringify(ids)}) AS wanted
        CROSS JOIN User AS user ON user.id = wanted.value`;
    },

    /** Takes back one attempt of each key that has any. */
    releaseAttempts(keys: readonly string[]): Prisma.PrismaPromise<unknown> {
      return prisma.attemptCount.updateMany({
        where: { key: { in: [...keys] }, count: { gt: 0 } },
        data: { count: { decrement: 1 } },
      });
    },

    /** Deletes the counts of windows that have ended. */
    deleteExpiredAttempts(): Prisma.PrismaPromise<unknown> {
      return prisma.attemptCount.deleteMany({ where: { windowEndsAt: { lte: new Date() } } });
    },

    /** What a statement ends its SELECT with, so that no other one deletes the session that it has read. */
    keepSession: Prisma.empty,

    /** Writes a session, unless the password has changed meanwhile. @returns how many were written */
    insertSession({ id, userId, passwordHash, createdAt, expiresAt }: NewSession): Prisma.PrismaPromise<number> {
      return prisma.$executeRaw`
        INSERT INTO Session (id, userId, createdAt, expiresAt)
        SELECT ${id}, id, ${createdAt}, ${expiresAt} FROM User WHERE id = ${userId} AND passwordHash = ${passwordHash}`;
    },
  };
}
