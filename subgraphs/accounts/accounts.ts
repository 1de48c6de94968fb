import { uuidv7 } from "uuidv7";
import { conflict, unauthenticated } from "../../service/error-codes.ts";
import { isUniqueConflict } from "../runtime/database/prisma-errors.ts";
import type { IssueAccessToken } from "./access-token.ts";
import type { PrismaClient } from "./generated/prisma/client.ts";
import { type PasswordHasher, requirePassword } from "./password.ts";
import type { SessionRecord, UserRecord } from "./records.ts";
import { createRefreshToken, hashRefreshToken } from "./refresh-token.ts";
import { buildUsernameKey, readUsername, type UsernameColumns } from "./username.ts";

const SESSION_LIFETIME_MS = 30 * 24 * 60 * 60_000;
const PUBLIC_COLUMNS = { id: true, username: true, createdAt: true } as const;
const SIGN_IN_COLUMNS = { ...PUBLIC_COLUMNS, scopes: true } as const;

/** What a user signs in with. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The rules and queries of users and their sessions, over their database. */
export interface Accounts {
  /** Creates an account and signs in. @throws BAD_USER_INPUT, CONFLICT */
  register(credentials: Credentials): Promise<SessionRecord>;
  /** Signs in; an unknown user and a wrong password cannot be told apart. @throws UNAUTHENTICATED */
  login(credentials: Credentials): Promise<SessionRecord>;
  /**
   * Spends a refresh token for a new session of the same sign-in. A token that was spent before ends that sign-in:
   * either the client or a thief holds a copy, and there is no telling which.
   * @throws UNAUTHENTICATED
   */
  refreshSession(refreshToken: string): Promise<SessionRecord>;
  /** Ends the sign-in that a refresh token, spent or not, descends from. @returns whether there was one to end */
  logout(refreshToken: string): Promise<boolean>;
  /** The users with these ids, in their order, null where there is none. */
  findByIds(ids: readonly string[]): Promise<(UserRecord | null)[]>;
}

interface SignInUser extends UserRecord {
  readonly scopes: string;
}

/**
 * The accounts kept in the database of `prisma`. Every change is one statement: all statements share one connection,
 * so that a write would end up inside, and be rolled back with, a transaction that somebody else has open.
 */
export function createAccounts(
  prisma: PrismaClient,
  passwordHasher: PasswordHasher,
  issueAccessToken: IssueAccessToken,
): Accounts {
  return {
    async register({ username, password }) {
      const columns = readUsername(username);
      const passwordHash = await passwordHasher.hash(requirePassword(password));
      const user = await createUser(prisma, columns, passwordHash);
      return buildSession(user, await openSession(prisma, user.id), issueAccessToken);
    },

    async login({ username, password }) {
      const user = await prisma.user.findUnique({
        where: { usernameKey: buildUsernameKey(username) },
        select: { ...SIGN_IN_COLUMNS, passwordHash: true },
      });
      const isVerified = await passwordHasher.verify(password, user?.passwordHash ?? null);
      if (user === null || !isVerified) throw unauthenticated("The username or password is wrong.");
      await deleteExpiredSessions(prisma, user.id);
      return buildSession(user, await openSession(prisma, user.id), issueAccessToken);
    },

    async refreshSession(refreshToken) {
      const spentHash = hashRefreshToken(refreshToken);
      const next = createRefreshToken();
      const user = await spendRefreshToken(prisma, spentHash, next.hash);
      if (user === null) {
        await revokeSession(prisma, spentHash);
        throw unauthenticated("The refresh token is not valid. Sign in again.");
      }
      return buildSession(user, next.token, issueAccessToken);
    },

    async logout(refreshToken) {
      return revokeSession(prisma, hashRefreshToken(refreshToken));
    },

    async findByIds(ids) {
      const found = await prisma.user.findMany({ where: { id: { in: [...ids] } }, select: PUBLIC_COLUMNS });
      const byId = new Map(found.map((user) => [user.id, user]));
      return ids.map((id) => byId.get(id) ?? null);
    },
  };
}

/** @throws CONFLICT when the name is taken, also by somebody who registers it at this moment */
async function createUser(
  prisma: PrismaClient,
  columns: UsernameColumns,
  passwordHash: string,
): Promise<SignInUser> {
  try {
    return await prisma.user.create({
      data: { id: uuidv7(), ...columns, passwordHash },
      select: SIGN_IN_COLUMNS,
    });
  } catch (error) {
    if (!isUniqueConflict(error)) throw error;
    throw conflict(`The username "${columns.username}" is taken.`);
  }
}

/** Begins a sign-in of the user. @returns its first refresh token */
async function openSession(prisma: PrismaClient, userId: string): Promise<string> {
  const id = uuidv7();
  const expiresAt = new Date(Date.now() + SESSION_LIFETIME_MS);
  await prisma.session.create({ data: { id, userId, expiresAt }, select: { id: true } });
  const { token, hash } = createRefreshToken();
  await prisma.refreshToken.create({ data: { hash, sessionId: id }, select: { hash: true } });
  return token;
}

/**
 * Replaces a refresh token by its successor, in one statement: it adds a row only while the session lives and nobody
 * has replaced the token before, whoever races.
 * @returns the session's user, or null when the token could not be spent
 */
async function spendRefreshToken(
  prisma: PrismaClient,
  spentHash: string,
  nextHash: string,
): Promise<SignInUser | null> {
  const now = new Date();
  const [successor] = await prisma.$queryRaw<{ sessionId: string }[]>`
    INSERT INTO RefreshToken (hash, sessionId, previousHash, createdAt)
    SELECT ${nextHash}, Session.id, spent.hash, ${now}
    FROM RefreshToken AS spent JOIN Session ON Session.id = spent.sessionId
    WHERE spent.hash = ${spentHash} AND Session.revokedAt IS NULL AND Session.expiresAt > ${now}
    ON CONFLICT (previousHash) DO NOTHING
    RETURNING sessionId`;
  if (successor === undefined) return null;
  const session = await prisma.session.findUnique({
    where: { id: successor.sessionId },
    select: { user: { select: SIGN_IN_COLUMNS } },
  });
  return session?.user ?? null;
}

/** Ends the session that the refresh token belongs to. @returns whether it was alive */
async function revokeSession(prisma: PrismaClient, tokenHash: string): Promise<boolean> {
  const token = await prisma.refreshToken.findUnique({
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
}

/** Keeps the tables from growing with every sign-in there ever was. */
async function deleteExpiredSessions(prisma: PrismaClient, userId: string): Promise<void> {
  await prisma.session.deleteMany({ where: { userId, expiresAt: { lte: new Date() } } });
}

function buildSession(
  { id, username, createdAt, scopes }: SignInUser,
  refreshToken: string,
  issueAccessToken: IssueAccessToken,
): SessionRecord {
  const { token, expiresAt } = issueAccessToken(id, scopes);
  return { accessToken: token, refreshToken, expiresAt, user: { id, username, createdAt } };
}
