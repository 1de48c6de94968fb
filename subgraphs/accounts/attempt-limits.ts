import { createHash } from "node:crypto";
import { findNetworkPrefix } from "../../service/network-prefix.ts";
import type { AttemptLimit } from "./attempts.ts";

/** How many attempts there may be in a window of time; 0: any number. */
export interface AttemptSettings {
  readonly windowSeconds: number;
  /** Failed ones. */
  readonly loginsPerAccount: number;
  /** Failed ones. */
  readonly loginsPerAddress: number;
  readonly registrationsPerAccount: number;
  readonly registrationsPerAddress: number;
  readonly refreshesPerAccount: number;
  readonly refreshesPerAddress: number;
}

/** The two limits that an attempt meets: the account's holds whatever address is claimed. */
export interface AttemptLimitPair {
  readonly account: AttemptLimit;
  readonly address: AttemptLimit;
}

/** The limits of trying passwords for the account of that name, which need not exist. */
export function buildLoginLimits(
  settings: AttemptSettings,
  usernameKey: string,
  address: string,
): AttemptLimitPair {
  return {
    account: buildLimit("login account", usernameKey, settings.loginsPerAccount),
    address: buildLimit("login address", findNetworkPrefix(address), settings.loginsPerAddress),
  };
}

/** The limits of asking for that name. */
export function buildRegistrationLimits(
  settings: AttemptSettings,
  usernameKey: string,
  address: string,
): AttemptLimitPair {
  return {
    account: buildLimit("register account", usernameKey, settings.registrationsPerAccount),
    address: buildLimit("register address", findNetworkPrefix(address), settings.registrationsPerAddress),
  };
}

/** The limits of renewing sessions of a user; of no user, where the token belongs to none. */
export function buildRefreshLimits(
  settings: AttemptSettings,
  userId: string | null,
  address: string,
): AttemptLimit[] {
  const byAddress = buildLimit("refresh address", findNetworkPrefix(address), settings.refreshesPerAddress);
  if (userId === null) return [byAddress];
  return [buildLimit("refresh account", userId, settings.refreshesPerAccount), byAddress];
}

function buildLimit(what: string, whose: string, most: number): AttemptLimit {
  return { key: createHash("sha256").update(`${what}:${whose}`).digest("base64url"), most };
}
