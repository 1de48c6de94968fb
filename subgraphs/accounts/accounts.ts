import { uuidv7 } from "uuidv7";
import { badUserInput, conflict, unauthenticated } from "../../packages/server/errors/error-codes.ts";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";
import type { FairQueue } from "../../packages/server/overload/fair-queue.ts";
import { isUniqueConflict } from "../shared/database/prisma-errors.ts";
import { requireTime } from "../shared/request-deadline.ts";
import type { IssueAccessToken } from "./access-token.ts";
import type { AttemptLimits } from "./attempt-limits.ts";
import type { Attempts } from "./attempts.ts";
import type { AccountsDatabase } from "./database/open-accounts.ts";
import { type PasswordHasher, requirePassword } from "./password.ts";
import type { PasswordTrial } from "./password-trial.ts";
import type { SessionRecord, UserRecord } from "./records.ts";
import { hashRefreshToken } from "./refresh-token.ts";
import { renewSession } from "./refresh-token-reuse.ts";
import type { NewUser, Sessions, SignInUser } from "./sessions.ts";
import { buildUsernameKey, readUsername } from "./username.ts";

/** What a user signs in with. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** The rules and queries of users and their sessions. `address`: the IP address of the client. */
export type Accounts = ReturnType<typeof createAccounts>;

/** The accounts kept in `database`. */
export function createAccounts(parts: {
  readonly database: AccountsDatabase;
  readonly sessions: Sessions;
  readonly passwordHasher: PasswordHasher;
  /** The queue for all hashing, by the client's network. */
  readonly hashing: FairQueue;
  readonly passwordTrial: PasswordTrial;
  readonly attempts: Attempts;
  readonly attemptLimits: AttemptLimits;
  readonly issueAccessToken: IssueAccessToken;
}) {
  const { prisma, statements } = parts.database;
  const { sessions, passwordHasher, hashing, passwordTrial, issueAccessToken } = parts;
  const { attempts, attemptLimits } = parts;

  async function signIn(user: SignInUser, passwordHash: string): Promise<SessionRecord> {
    const refreshToken = await sessions.open(user.id, passwordHash);
    if (refreshToken === null) throw wrongCredentials();
    return buildSession(user, refreshToken, issueAccessToken);
  }

  /** Hashes the password of a new account. @throws RATE_LIMITED, SERVICE_UNAVAILABLE */
  async function hashNewPassword(password: string, usernameKey: string, network: string): Promise<string> {
    const limits = attemptLimits.ofRegistration(usernameKey, network);
    await attempts.requireRoom(limits);
    return hashing.run(network, async () => {
      requireTime();
      await attempts.count(limits);
      return passwordHasher.hash(password);
    });
  }

  return {
    /** Creates an account and signs in. @throws BAD_USER_INPUT, CONFLICT, RATE_LIMITED, SERVICE_UNAVAILABLE */
    async register({ username, password }: Credentials, address: string): Promise<SessionRecord> {
      const columns = readUsername(username);
      requirePassword("password", password);
      const network = findNetworkPrefix(address);
      const passwordHash = await hashNewPassword(password, columns.usernameKey, network);
      const user = { id: uuidv7(), ...columns, scopes: "", createdAt: new Date() };
      const refreshToken = await createUser(sessions, { ...user, passwordHash });
      return buildSession(user, refreshToken, issueAccessToken);
    },

    /**
     * Signs in; an unknown user and a wrong password cannot be told apart.
     * @throws UNAUTHENTICATED, RATE_LIMITED, SERVICE_UNAVAILABLE
     */
    async login({ username, password }: Credentials, address: string): Promise<SessionRecord> {
      const usernameKey = buildUsernameKey(username);
      const user = await passwordTrial.findUser({ usernameKey, password, address });
      if (user === null) throw wrongCredentials();
      return signIn(user, user.passwordHash);
    },

    /**
     * Spends a refresh token for a new session of the same sign-in; see `renewSession` for a token that was spent before.
     * @throws UNAUTHENTICATED, RATE_LIMITED
     */
    async refreshSession(refreshToken: string, address: string): Promise<SessionRecord> {
      const userId = await sessions.findOwner(hashRefreshToken(refreshToken));
      await attempts.count(attemptLimits.ofRefresh(userId, findNetworkPrefix(address)));
      const renewed = await renewSession(sessions, refreshToken);
      if (renewed === null) throw unauthenticated("The refresh token is not valid. Sign in again.");
      return buildSession(renewed.user, renewed.refreshToken, issueAccessToken);
    },

    /** Ends the sign-in that a refresh token, spent or not, descends from. @returns whether there was one to end */
    async logout(refreshToken: string): Promise<boolean> {
      return sessions.revoke(hashRefreshToken(refreshToken));
    },

    /**
     * Changes the password of the user with the id `userId` and ends all their sessions.
     * @throws BAD_USER_INPUT, UNAUTHENTICATED when the user is gone, RATE_LIMITED, SERVICE_UNAVAILABLE
     */
    async changePassword(
      userId: string,
      { current, next }: { readonly current: string; readonly next: string },
      address: string,
    ): Promise<boolean> {
      requirePassword("next", next);
      const owner = await prisma.user.findFirst({ where: { id: userId }, select: { usernameKey: true } });
      if (owner === null) throw unauthenticated("The account is gone.");
      const { usernameKey } = owner;
      const user = await passwordTrial.findUser({ usernameKey, password: current, address });
      if (user === null) throw wrongCurrentPassword();
      const passwordHash = await hashing.run(findNetworkPrefix(address), () => {
        requireTime();
        return passwordHasher.hash(next);
      });
      if (!(await sessions.changePassword(userId, user.passwordHash, passwordHash))) {
        throw wrongCurrentPassword();
      }
      return true;
    },

    /** The users with these ids, in any order. */
    findByIds: (ids: readonly string[]): Promise<UserRecord[]> => statements.findUsers(ids),
  };
}

function wrongCredentials(): Error {
  return unauthenticated("The username or password is wrong.");
}

function wrongCurrentPassword(): Error {
  return badUserInput("current", "current is not the account's password.");
}

/** @throws CONFLICT when the name is taken, also by a registration at the same moment */
async function createUser(sessions: Sessions, user: NewUser): Promise<string> {
  try {
    return await sessions.openFirst(user);
  } catch (error) {
    if (!isUniqueConflict(error)) throw error;
    throw conflict(`The username "${user.username}" is taken.`);
  }
}

function buildSession(
  { id, username, createdAt, scopes }: SignInUser,
  refreshToken: string,
  issueAccessToken: IssueAccessToken,
): SessionRecord {
  const { token, expiresAt } = issueAccessToken(id, scopes);
  return { accessToken: token, refreshToken, expiresAt, user: { id, username, createdAt } };
}
