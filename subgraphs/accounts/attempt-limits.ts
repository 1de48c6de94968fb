import { createHash } from "node:crypto";
import type * as z from "zod";
import { wholeNumber } from "../../packages/server/process/environment.ts";
import type { AttemptLimit } from "./attempts.ts";

const MAXIMUM_ATTEMPTS = 1_000_000;

/** How many attempts there may be in a window of time; 0: any number. */
export const attemptVariables = {
  ATTEMPT_WINDOW_SECONDS: wholeNumber(1, 86_400).default(900),
  REGISTRATION_WINDOW_SECONDS: wholeNumber(1, 86_400).default(3_600),
  /** Failed ones, as those for each address. */
  LOGIN_ATTEMPTS_PER_ACCOUNT: wholeNumber(0, MAXIMUM_ATTEMPTS).default(10),
  LOGIN_ATTEMPTS_PER_ADDRESS: wholeNumber(0, MAXIMUM_ATTEMPTS).default(100),
  /** Failed or not: each takes a hash. */
  SIGN_INS_PER_ADDRESS: wholeNumber(0, MAXIMUM_ATTEMPTS).default(600),
  REGISTRATIONS_PER_ACCOUNT: wholeNumber(0, MAXIMUM_ATTEMPTS).default(10),
  REGISTRATIONS_PER_ADDRESS: wholeNumber(0, MAXIMUM_ATTEMPTS).default(10),
  REFRESHES_PER_ACCOUNT: wholeNumber(0, MAXIMUM_ATTEMPTS).default(100),
  REFRESHES_PER_ADDRESS: wholeNumber(0, MAXIMUM_ATTEMPTS).default(1_000),
};

/** The limits of attempts by account, and by the network of the client's address. */
export type AttemptLimits = ReturnType<typeof buildAttemptLimits>;

export type LoginLimits = ReturnType<AttemptLimits["ofLogin"]>;

/** The limits that `values` give. An account need not exist, and its limit holds from every address. */
export function buildAttemptLimits(values: z.output<z.ZodObject<typeof attemptVariables>>) {
  const inWindow = (what: string, whose: string, maximum: number) =>
    buildLimit(what, whose, maximum, values.ATTEMPT_WINDOW_SECONDS);
  const ofRegistering = (what: string, whose: string, maximum: number) =>
    buildLimit(what, whose, maximum, values.REGISTRATION_WINDOW_SECONDS);
  return {
    /** Of trying passwords. `signIns` counts all attempts from the address; the other two count failures. */
    ofLogin: (usernameKey: string, network: string) => ({
      account: inWindow("login account", usernameKey, values.LOGIN_ATTEMPTS_PER_ACCOUNT),
      address: inWindow("login address", network, values.LOGIN_ATTEMPTS_PER_ADDRESS),
      signIns: inWindow("sign-in address", network, values.SIGN_INS_PER_ADDRESS),
    }),
    /** Of registering a name. */
    ofRegistration: (usernameKey: string, network: string) => [
      ofRegistering("register account", usernameKey, values.REGISTRATIONS_PER_ACCOUNT),
      ofRegistering("register address", network, values.REGISTRATIONS_PER_ADDRESS),
    ],
    /** Of renewing sessions. A dead token, `userId` null, counts by the address alone, not against its owner. */
    ofRefresh(userId: string | null, network: string): AttemptLimit[] {
      const byAddress = inWindow("refresh address", network, values.REFRESHES_PER_ADDRESS);
      if (userId === null) return [byAddress];
      return [inWindow("refresh account", userId, values.REFRESHES_PER_ACCOUNT), byAddress];
    },
  };
}

function buildLimit(what: string, whose: string, maximum: number, windowSeconds: number): AttemptLimit {
  const key = createHash("sha256").update(`${what}:${whose}`).digest("base64url");
  return { key, maximum, windowSeconds };
}
