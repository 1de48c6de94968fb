import { createHash } from "node:crypto";
import type * as z from "zod";
import { wholeNumber } from "../../packages/server/process/environment.ts";
import type { AttemptLimit } from "./attempts.ts";

const MAXIMUM_ATTEMPTS = 1_000_000;

/** How many attempts there may be in a window of time; 0: any number. */
export const attemptVariables = {
  ATTEMPT_WINDOW_SECONDS: wholeNumber(1, 86_400).default(900),
  REGISTRATION_WINDOW_SECONDS: wholeNumber(1, 86_400).default(3_600),
  LOGIN_ATTEMPTS_PER_ACCOUNT: wholeNumber(0, MAXIMUM_ATTEMPTS).default(10),
  LOGIN_ATTEMPTS_PER_ADDRESS: wholeNumber(0, MAXIMUM_ATTEMPTS).default(100),
  SIGN_INS_PER_ADDRESS: wholeNumber(0, MAXIMUM_ATTEMPTS).default(600),
  REGISTRATIONS_PER_ACCOUNT: wholeNumber(0, MAXIMUM_ATTEMPTS).default(10),
  REGISTRATIONS_PER_ADDRESS: wholeNumber(0, MAXIMUM_ATTEMPTS).default(10),
  REFRESHES_PER_ACCOUNT: wholeNumber(0, MAXIMUM_ATTEMPTS).default(100),
  REFRESHES_PER_ADDRESS: wholeNumber(0, MAXIMUM_ATTEMPTS).default(1_000),
};

/** The values of `attemptVariables`. */
export type AttemptSettings = ReturnType<typeof buildAttemptSettings>;

/** The settings that `values` give. */
export function buildAttemptSettings(values: z.output<z.ZodObject<typeof attemptVariables>>) {
  return {
    windowSeconds: values.ATTEMPT_WINDOW_SECONDS,
    /** Of registrations. */
    registrationWindowSeconds: values.REGISTRATION_WINDOW_SECONDS,
    /** Failed ones. */
    loginsPerAccount: values.LOGIN_ATTEMPTS_PER_ACCOUNT,
    /** Failed ones. */
    loginsPerAddress: values.LOGIN_ATTEMPTS_PER_ADDRESS,
    /** Failed or not: each takes a hash. */
    signInsPerAddress: values.SIGN_INS_PER_ADDRESS,
    registrationsPerAccount: values.REGISTRATIONS_PER_ACCOUNT,
    registrationsPerAddress: values.REGISTRATIONS_PER_ADDRESS,
    refreshesPerAccount: values.REFRESHES_PER_ACCOUNT,
    refreshesPerAddress: values.REFRESHES_PER_ADDRESS,
  };
}

export type LoginLimits = ReturnType<typeof buildLoginLimits>;

/**
 * The limits of trying passwords for the account `usernameKey`, which need not exist. The account's holds from every
 * address.
 */
export function buildLoginLimits(
  { windowSeconds, ...settings }: AttemptSettings,
  usernameKey: string,
  network: string,
) {
  return {
    account: buildLimit("login account", usernameKey, settings.loginsPerAccount, windowSeconds),
    address: buildLimit("login address", network, settings.loginsPerAddress, windowSeconds),
    /** Counts all attempts from the address; the other two count failures. */
    signIns: buildLimit("sign-in address", network, settings.signInsPerAddress, windowSeconds),
  };
}

/** The limits of registering the name `usernameKey`. The account's holds from every address. */
export function buildRegistrationLimits(
  { registrationWindowSeconds: windowSeconds, ...settings }: AttemptSettings,
  usernameKey: string,
  network: string,
) {
  return {
    account: buildLimit("register account", usernameKey, settings.registrationsPerAccount, windowSeconds),
    address: buildLimit("register address", network, settings.registrationsPerAddress, windowSeconds),
  };
}

/**
 * The limits of renewing sessions of a user. A dead token, `userId` null, counts by the address alone: its holder must
 * not keep the owner out.
 */
export function buildRefreshLimits(
  { windowSeconds, ...settings }: AttemptSettings,
  userId: string | null,
  network: string,
): AttemptLimit[] {
  const byAddress = buildLimit("refresh address", network, settings.refreshesPerAddress, windowSeconds);
  if (userId === null) return [byAddress];
  return [buildLimit("refresh account", userId, settings.refreshesPerAccount, windowSeconds), byAddress];
}

function buildLimit(what: string, whose: string, maximum: number, windowSeconds: number): AttemptLimit {
  const key = createHash("sha256").update(`${what}:${whose}`).digest("base64url");
  return { key, maximum, windowSeconds };
}
