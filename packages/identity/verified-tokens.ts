import crypto from "node:crypto";
import { createBoundedMemory } from "../server/bounded-memory.ts";
import type { Caller } from "./caller.ts";
import type { KeySet, VerificationKey } from "./key-set.ts";
import type { VerifiedToken } from "./verify-access-token.ts";

const MAXIMUM_REMEMBERED = 10_000;
const BYTES_PER_TOKEN = 300;

/**
 * Verifies each token once with `verify`: RSA is the most expensive part of a small request. A remembered token still
 * ends with its `exp`, and with its key: it is verified again when the key set no longer holds that key. Some
 * `maximumRemembered` tokens are remembered by their SHA-256. A caller with many makes room for the others' tokens.
 */
export function rememberVerified(
  verify: (token: string) => Promise<VerifiedToken>,
  keySet: KeySet,
  maximumRemembered = MAXIMUM_REMEMBERED,
): (token: string) => Caller | Promise<Caller> {
  const remembered = createBoundedMemory<VerifiedToken>(maximumRemembered * BYTES_PER_TOKEN, () => 0);

  /** The key of a remembered token if its set still holds it; null for a token that has ended. */
  function findItsKey({ kid, key, expiresAt }: VerifiedToken): ReturnType<KeySet["findKey"]> {
    if (expiresAt <= Date.now()) return null;
    const isRight = ({ publicKey, algorithm }: VerificationKey) =>
      publicKey === key.publicKey && algorithm === key.algorithm;
    return keySet.findKey({ kid, algorithm: key.algorithm, isRight });
  }

  async function verifyAgain(token: string, digest: string): Promise<Caller> {
    remembered.forget(digest);
    const verified = await verify(token);
    remembered.remember(digest, verified, verified.caller.id);
    return verified.caller;
  }

  return (token) => {
    const digest = crypto.hash("sha256", token, "base64url");
    const known = remembered.find(digest);
    if (known === undefined) return verifyAgain(token, digest);
    const choose = (key: VerificationKey | null) => (key === null ? verifyAgain(token, digest) : known.caller);
    const key = findItsKey(known);
    return key instanceof Promise ? key.then(choose) : choose(key);
  };
}
