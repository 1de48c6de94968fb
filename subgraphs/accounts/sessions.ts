import { uuidv7 } from "uuidv7";
import { wholeNumber } from "../../packages/server/process/environment.ts";
import { finishAnyway } from "../shared/request-deadline.ts";
import type { AccountsDatabase } from "./database/open-accounts.ts";
import type { Prisma, PrismaClient } from "./generated/prisma/client.ts";
import type { UserRecord } from "./records.ts";
import { createRefreshToken } from "./refresh-token.ts";

/** How many sessions of one user live at once; 0: any number. */
export const sessionVariables = { SESSIONS_PER_USER: wholeNumber(0, 10_000).default(20) };

/** How long a session lives. Renewal does not extend it. */
const SESSION_LIFETIME_MS = 30 * 24 * 60 * 60_000;

/** More than a table has rows. */
const NO_LIMIT = 2 ** 31 - 1;

/** The columns that a sign-in needs. */
export const SIGN_IN_COLUMNS = { id: true, username: true, createdAt: true, scopes: true } as const;

export interface SignInUser extends UserRecord {
  /** Separated by spaces. */
  readonly scopes: string;
}

export interface NewUser extends SignInUser {
  readonly usernameKey: string;
  readonly passwordHash: string;
}

/** Sign-ins and the refresh tokens that descend from them. Each change is one statement or transaction. */
export type Sessions = ReturnType<typeof createSessions>;

/** The sessions in `database`, at most `maximumPerUser` for each user (0: any number). */
export function createSessions(database: AccountsDatabase, maximumPerUser: number) {
  const { prisma } = database;
  return {
    /**
     * Creates a user and begins the first sign-in. @returns its first refresh token
     * @throws the database's error when the name is taken; nothing is written then
     */
    async openFirst(user: NewUser): Promise<string> {
      const { token, statements } = beginSession(database, user.id, user.passwordHash, maximumPerUser);
      await prisma.$transaction([prisma.user.create({ data: user, select: { id: true } }), ...statements]);
      return token;
    },

    /**
     * Begins a sign-in of the user, and ends the oldest when there are too many.
     * @param passwordHash the hash that verified the password
     * @returns its first refresh token, or null when that is no longer the user's password
     */
    async open(userId: string, passwordHash: string): Promise<string | null> {
      const { token, statements } = beginSession(database, userId, passwordHash, maximumPerUser);
      const [count] = await prisma.$transaction(statements);
      return count === 0 ? null : token;
    },

    /** The user whose session the refresh token can renew; null when it can renew none. */
    async findOwner(tokenHash: string): Promise<string | null> {
      const [session] = await prisma.$queryRaw<{ userId: string }[]>`
        SELECT "Session"."userId" FROM "RefreshToken" AS "token" JOIN "Session" ON "Session"."id" = "token"."sessionId"
        WHERE "token"."hash" = ${tokenHash} AND "Session"."revokedAt" IS NULL AND "Session"."expiresAt" > ${new Date()}
          AND NOT EXISTS (SELECT 1 FROM "RefreshToken" AS "next" WHERE "next"."previousHash" = "token"."hash")`;
      return session?.userId ?? null;
    },

    /**
     * Replaces a refresh token by its successor, in one statement: of several calls at once, one succeeds, and only while
     * the session lives.
     * @returns the session's user, or null when the token could not be spent
     */
    // Stopped half-way, it would leave the user with a spent token and no successor.
    spend: (spentHash: string, nextHash: string) => finishAnyway(() => spend(database, spentHash, nextHash)),

    /** Ends the session that the refresh token belongs to. @returns whether it was alive */
    async revoke(tokenHash: string): Promise<boolean> {
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

    /**
     * Replaces the user's password and ends all their sessions.
     * @returns false when `currentHash` is no longer the password's
     */
    async changePassword(userId: string, currentHash: string, nextHash: string): Promise<boolean> {
      const [{ count }] = await prisma.$transaction([
        prisma.user.updateMany({
          // Of two changes at once only one may succeed: the other gave an old password.
          where: { id: userId, passwordHash: currentHash },
          data: { passwordHash: nextHash },
        }),
        prisma.session.updateMany({
          where: { userId, revokedAt: null, user: { passwordHash: nextHash } },
          data: { revokedAt: new Date() },
        }),
      ]);
      return count > 0;
    },
  };
}

async function spend(
  { prisma, statements: { keepSession } }: AccountsDatabase,
  spentHash: string,
  nextHash: string,
): Promise<SignInUser | null> {
  const now = new Date();
  const [successor] = await prisma.$queryRaw<{ sessionId: string }[]>`
    INSERT INTO "RefreshToken" ("hash", "sessionId", "previousHash", "createdAt")
    SELECT ${nextHash}, "Session"."id", "spent"."hash", ${now}
    FROM "RefreshToken" AS "spent" JOIN "Session" ON "Session"."id" = "spent"."sessionId"
    WHERE "spent"."hash" = ${spentHash} AND "Session"."revokedAt" IS NULL AND "Session"."expiresAt" > ${now}
    ${keepSession}
    ON CONFLICT ("previousHash") DO NOTHING
    RETURNING "sessionId"`;
  if (successor === undefined) return null;
  const session = await prisma.session.findFirst({
    where: { id: successor.sessionId },
    select: { user: { select: SIGN_IN_COLUMNS } },
  });
  return session?.user ?? null;
}

/**
 * The statements that begin a session in one transaction, and its refresh token. They compare the password's hash as they
 * write: after a change meanwhile, the old password opens no session. The first returns the number of sessions opened.
 */
function beginSession(
  { prisma, statements: { insertSession } }: AccountsDatabase,
  userId: string,
  passwordHash: string,
  maximumPerUser: number,
) {
  const id = uuidv7();
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + SESSION_LIFETIME_MS);
  const { token, hash } = createRefreshToken();
  const statements = [
    insertSession({ id, userId, passwordHash, createdAt, expiresAt }),
    prisma.$executeRaw`
      INSERT INTO "RefreshToken" ("hash", "sessionId", "createdAt")
      SELECT ${hash}, "id", ${createdAt} FROM "Session" WHERE "id" = ${id}`,
    deleteOld(prisma, userId, maximumPerUser),
  ];
  return { token, statements };
}

/** Bounds the tables: deletes expired sessions, and the oldest when there are too many. Ids sort by time. */
function deleteOld(prisma: PrismaClient, userId: string, most: number): Prisma.PrismaPromise<number> {
  return prisma.$executeRaw`
    DELETE FROM "Session"
    WHERE "userId" = ${userId} AND (
      "expiresAt" <= ${new Date()}
      OR "id" NOT IN (
        SELECT "id" FROM "Session" WHERE "userId" = ${userId} AND "revokedAt" IS NULL
        ORDER BY "id" DESC LIMIT ${most === 0 ? NO_LIMIT : most}
      )
    )`;
}
