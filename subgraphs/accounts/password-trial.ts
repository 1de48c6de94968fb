import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";
import type { FairQueue } from "../../packages/server/overload/fair-queue.ts";
import { finishAnyway, requireTime } from "../shared/request-deadline.ts";
import type { AttemptLimits, LoginLimits } from "./attempt-limits.ts";
import type { Attempts } from "./attempts.ts";
import type { AccountsDatabase } from "./database/open-accounts.ts";
import type { PasswordHasher } from "./password.ts";
import { SIGN_IN_COLUMNS, type SignInUser } from "./sessions.ts";

/** A password that a client at `address` claims for an account. */
export interface TriedPassword {
  readonly usernameKey: string;
  readonly password: string;
  readonly address: string;
}

/** The user whose password was tried, with the hash that it matches. */
export interface VerifiedUser extends SignInUser {
  readonly passwordHash: string;
}

/** The only way to try a password: a few times, and a few at once. */
export type PasswordTrial = ReturnType<typeof createPasswordTrial>;

/**
 * Only failures stay counted for an account. An attempt counts from its beginning, so that simultaneous attempts are not
 * more attempts. It begins when its turn to hash comes, so that users who sign in at once do not block each other. A
 * client over a limit is refused before it waits.
 */
export function createPasswordTrial(parts: {
  readonly database: AccountsDatabase;
  readonly passwordHasher: PasswordHasher;
  readonly hashing: FairQueue;
  readonly attempts: Attempts;
  readonly attemptLimits: AttemptLimits;
}) {
  const { prisma } = parts.database;
  const { passwordHasher, hashing, attempts, attemptLimits } = parts;

  async function findVerifiedUser({ usernameKey, password }: TriedPassword): Promise<VerifiedUser | null> {
    const user = await prisma.user.findFirst({
      where: { usernameKey },
      select: { ...SIGN_IN_COLUMNS, passwordHash: true },
    });
    const isVerified = await passwordHasher.verify(password, user?.passwordHash ?? null);
    return isVerified ? user : null;
  }

  async function tryCounted(tried: TriedPassword, limits: LoginLimits): Promise<VerifiedUser | null> {
    await attempts.count(Object.values(limits));
    const user = await findVerifiedUser(tried);
    if (user === null) return null;
    await Promise.all([attempts.forget(limits.account), attempts.release([limits.address])]);
    return user;
  }

  return {
    /**
     * The user with this password. Null, after the same work, for a wrong password and for an unknown user.
     * @throws RATE_LIMITED, SERVICE_UNAVAILABLE
     */
    async findUser(tried: TriedPassword): Promise<VerifiedUser | null> {
      const network = findNetworkPrefix(tried.address);
      const limits = attemptLimits.ofLogin(tried.usernameKey, network);
      await attempts.requireRoom(Object.values(limits));
      return hashing.run(network, () => {
        requireTime();
        // Stopped half-way, a successful sign-in would stay counted as a failure.
        return finishAnyway(() => tryCounted(tried, limits));
      });
    },
  };
}
