import { createHash } from "node:crypto";
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
): (token: string) => Promise<Caller> {
  const remembered = createBoundedMemory<VerifiedToken>(maximumRemembered * BYTES_PER_TOKEN, () => 0);

  async function isStillGood({ kid, key, expiresAt }: VerifiedToken): Promise<boolean> {
    if (expiresAt <= Date.now()) return false;
    const isRight = ({ publicKey, algorithm }: VerificationKey) =>
      publicKey === key.publicKey && algorithm === key.algorithm;
    return (await keySet.findKey({ kid, algorithm: key.algorithm, isRight })) !== null;
  }

  return async (token) => {
    const digest = createHash("sha256").update(token).digest("base64url");
    const known = remembered.find(digest);
    if (known !== undefined && (await isStillGood(known))) return known.caller;
    remembered.forget(digest);
    const verified = await verify(token);
    remembered.remember(digest, verified, verified.caller.id);
    return verified.caller;
  };
}
