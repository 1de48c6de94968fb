import { uuidv7 } from "uuidv7";
import type { PrismaClient } from "./generated/prisma/client.ts";
import type { UserRecord } from "./records.ts";
import { createRefreshToken } from "./refresh-token.ts";

const SESSION_LIFETIME_MS = 30 * 24 * 60 * 60_000;

/** What is shown of a user. */
export const PUBLIC_COLUMNS = { id: true, username: true, createdAt: true } as const;
/** What a sign-in needs of a user. */
export const SIGN_IN_COLUMNS = { ...PUBLIC_COLUMNS, scopes: true } as const;

/** A user who signs in. */
export interface SignInUser extends UserRecord {
  /** Separated by spaces. */
  readonly scopes: string;
}

/**
 * Sign-ins and the refresh tokens that descend from them. Every change is one statement: all statements share one
 * connection, so that a write would end up inside, and be rolled back with, a transaction that somebody else has open.
 */
export interface Sessions {
  /**
   * Begins a sign-in of the user and ends the oldest of too many.
   * @param passwordHash what the password was verified against
   * @returns its first refresh token, or null when that is no longer the user's password
   */
  open(userId: string, passwordHash: string): Promise<string | null>;
  /** Whose sign-in the refresh token, spent or not, descends from. */
  findUserId(tokenHash: string): Promise<string | null>;
  /**
   * Replaces a refresh token by its successor, in one statement: it adds a row only while the session lives and
   * nobody has replaced the token before, whoever races.
   * @returns the session's user, or null when the token could not be spent
   */
  spend(spentHash: string, nextHash: string): Promise<SignInUser | null>;
  /** Ends the session that the refresh token belongs to. @returns whether it was alive */
  revoke(tokenHash: string): Promise<boolean>;
  /** Ends all sessions of the user. */
  revokeAll(userId: string): Promise<void>;
}

/** The sessions kept in the database of `prisma`, at most `mostPerUser` of each user (0: any number). */
export function createSessions(prisma: PrismaClient, mostPerUser: number): Sessions {
  return {
    async open(userId, passwordHash) {
      const sessionId = await createSession(prisma, userId, passwordHash);
      if (sessionId === null) return null;
      const { token, hash } = createRefreshToken();
      await prisma.refreshToken.create({ data: { hash, sessionId }, select: { hash: true } });
      await deleteOld(prisma, userId, mostPerUser);
      return token;
    },

    async findUserId(tokenHash) {
      const [session] = await prisma.$queryRaw<{ userId: string }[]>`
        SELECT Session.userId FROM RefreshToken JOIN Session ON Session.id = RefreshToken.sessionId
        WHERE RefreshToken.hash = ${tokenHash}`;
      return session?.userId ?? null;
    },

    async spend(spentHash, nextHash) {
      const now = new Date();
      const [successor] = await prisma.$queryRaw<{ sessionId: string }[]>`
        INSERT INTO RefreshToken (hash, sessionId, previousHash, createdAt)
        SELECT ${nextHash}, Session.id, spent.hash, ${now}
        FROM RefreshToken AS spent JOIN Session ON Session.id = spent.sessionId
        WHERE spent.hash = ${spentHash} AND Session.revokedAt IS NULL AND Session.expiresAt > ${now}
        ON CONFLICT (previousHash) DO NOTHING
        RETURNING sessionId`;
      if (successor === undefined) return null;
      const session = await prisma.session.findFirst({
        where: { id: successor.sessionId },
        select: { user: { select: SIGN_IN_COLUMNS } },
      });
      return session?.user ?? null;
    },

    async revoke(tokenHash) {
      const token = await prisma.refreshToken.findFirst({
        where: { hash: tokenHash },
        select: { sessionId: true },
      });
      if (token === null) return false;
      const now = new Date();
      const { count } = await prisma.session.updateMany({
        where: { id: token.sessionId, revokedAt: null, expiresAt: { gt: now } },
        data: { revokedAt: now },
      });
      return count > 0;
    },

    async revokeAll(userId) {
      await prisma.session.updateMany({
        where: { userId, revokedAt: null },
        data: { revokedAt: new Date() },
      });
    },
  };
}

/** Compares the password's hash as it writes: a password that changes meanwhile opens no session with the old one. */
async function createSession(
  prisma: PrismaClient,
  userId: string,
  passwordHash: string,
): Promise<string | null> {
  const id = uuidv7();
  const now = new Date();
  const expiresAt = new Date(now.getTime() + SESSION_LIFETIME_MS);
  const count = await prisma.$executeRaw`
    INSERT INTO Session (id, userId, createdAt, expiresAt)
    SELECT ${id}, id, ${now}, ${expiresAt} FROM User WHERE id = ${userId} AND passwordHash = ${passwordHash}`;
  return count > 0 ? id : null;
}

/**
 * Keeps the tables from growing with every sign-in there ever was: deletes what has expired and the oldest of too
 * many. Ids sort by time. A session without a token is one that is being opened this moment, and stays.
 */
async function deleteOld(prisma: PrismaClient, userId: string, most: number): Promise<void> {
  // SQLite takes a negative limit for none.
  const kept = most === 0 ? -1 : most;
  await prisma.$executeRaw`
    DELETE FROM Session
    WHERE userId = ${userId} AND (
      expiresAt <= ${new Date()}
      OR EXISTS (SELECT 1 FROM RefreshToken WHERE sessionId = Session.id) AND id NOT IN (
        SELECT id FROM Session WHERE userId = ${userId} AND revokedAt IS NULL ORDER BY id DESC LIMIT ${kept}
      )
    )`;
}
