import { createHash } from "node:crypto";
import { isIPv4 } from "node:net";
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
    address: buildLimit("login address", buildNetwork(address), settings.loginsPerAddress),
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
    address: buildLimit("register address", buildNetwork(address), settings.registrationsPerAddress),
  };
}

/** The limits of renewing sessions of a user; of no user, where the token belongs to none. */
export function buildRefreshLimits(
  settings: AttemptSettings,
  userId: string | null,
  address: string,
): AttemptLimit[] {
  const byAddress = buildLimit("refresh address", buildNetwork(address), settings.refreshesPerAddress);
  if (userId === null) return [byAddress];
  return [buildLimit("refresh account", userId, settings.refreshesPerAccount), byAddress];
}

function buildLimit(what: string, whose: string, most: number): AttemptLimit {
  return { key: createHash("sha256").update(`${what}:${whose}`).digest("base64url"), most };
}

/** Of IPv6 the first 64 bits: the others are the client's own to choose (RFC 4291 §2.5.4). */
function buildNetwork(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (isIPv4(address)) return address;
  const [head = "", tail] = address.toLowerCase().split("::", 2);
  const groups = head === "" ? [] : head.split(":");
  const written = groups.length + (tail === undefined || tail === "" ? 0 : tail.split(":").length);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - written);
  const whole = [...groups, ...Array<string>(zeros).fill("0"), ...(tail ?? "").split(":")];
  return whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
