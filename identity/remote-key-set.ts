import { createPublicKey } from "node:crypto";
import jwksRsa, { type SigningKey } from "jwks-rsa";
import { request } from "undici";
import {
  isSignatureAlgorithm,
  type KeySet,
  KeysUnavailableError,
  type SignatureAlgorithm,
  type VerificationKey,
} from "./key-set.ts";

const FETCH_TIMEOUT_MS = 3_000;
const MAXIMUM_DOCUMENT_BYTES = 256 * 1024;
/** How long fetched keys are used before they are asked for again. */
const FRESH_MS = 10 * 60_000;
/** An unknown `kid` may be a new key, but a flood of made-up ones must not become a flood of fetches. */
const MINIMUM_REFRESH_INTERVAL_MS = 60_000;
/** While no key has ever been had, every request would fail: ask again soon. */
const FIRST_FETCH_RETRY_MS = 500;

/**
 * The keys published at `url` (RFC 7517). They are fetched on first need, refreshed when a `kid` is unknown or, without
 * being waited for, when they are old, at most once a minute, and kept while the publisher cannot be reached.
 */
export function createRemoteKeySet(url: string, onFetchFailure: (error: unknown) => void): KeySet {
  const client = new jwksRsa.JwksClient({ jwksUri: url, cache: false, fetcher: fetchKeyDocument });
  let keys: ReadonlyMap<string, VerificationKey> | null = null;
  let triedAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<void> | null = null;

  async function refresh(): Promise<void> {
    try {
      keys = indexByKid(await client.getSigningKeys());
    } catch (error) {
      onFetchFailure(error);
    }
    triedAt = performance.now();
    refreshing = null;
  }

  function mayRefresh(): boolean {
    const interval = keys === null ? FIRST_FETCH_RETRY_MS : MINIMUM_REFRESH_INTERVAL_MS;
    return performance.now() - triedAt >= interval;
  }

  return {
    async findKey(kid) {
      const known = keys?.get(kid);
      const isFresh = known !== undefined && performance.now() - triedAt < FRESH_MS;
      if (!isFresh && mayRefresh()) refreshing ??= refresh();
      // A publisher that hangs holds up nobody whose key is known.
      if (known !== undefined) return known;
      await refreshing;
      if (keys === null) throw new KeysUnavailableError("no verification keys have been fetched yet");
      return keys.get(kid) ?? null;
    },
  };
}

/**
 * Several key sets as one: the first to know a `kid` answers, and one that is slow or unavailable is not waited for.
 * Only when none knows it, one that is unavailable might have.
 */
export function joinKeySets(keySets: readonly KeySet[]): KeySet {
  return {
    async findKey(kid) {
      try {
        return await Promise.any(keySets.map((keySet) => requireKey(keySet, kid)));
      } catch (error) {
        const reasons: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
        const failure = reasons.find((reason) => !(reason instanceof UnknownKeyError));
        if (failure !== undefined) throw failure;
        return null;
      }
    },
  };
}

class UnknownKeyError extends Error {}

async function requireKey(keySet: KeySet, kid: string): Promise<VerificationKey> {
  const key = await keySet.findKey(kid);
  if (key === null) throw new UnknownKeyError();
  return key;
}

async function fetchKeyDocument(url: string): Promise<{ keys: unknown }> {
  const { statusCode, body } = await request(url, {
    headersTimeout: FETCH_TIMEOUT_MS,
    bodyTimeout: FETCH_TIMEOUT_MS,
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`the key set answered with HTTP ${statusCode}`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAXIMUM_DOCUMENT_BYTES) throw new Error("the key set is too large");
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as { keys: unknown };
}

function indexByKid(signingKeys: readonly SigningKey[]): Map<string, VerificationKey> {
  const byKid = new Map<string, VerificationKey>();
  for (const signingKey of signingKeys) {
    const publicKey = signingKey.getPublicKey();
    const algorithm = findAlgorithm(signingKey.alg, publicKey);
    if (signingKey.kid && algorithm !== null) byKid.set(signingKey.kid, { publicKey, algorithm });
  }
  return byKid;
}

const ALGORITHM_BY_CURVE: Readonly<Record<string, SignatureAlgorithm>> = {
  prime256v1: "ES256",
  secp384r1: "ES384",
  secp521r1: "ES512",
};

/** The algorithm a published key is for; a key that does not say so is pinned to the usual one of its type. */
function findAlgorithm(stated: string | undefined, publicKey: string): SignatureAlgorithm | null {
  if (stated !== undefined) return isSignatureAlgorithm(stated) ? stated : null;
  const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(publicKey);
  if (asymmetricKeyType === "rsa") return "RS256";
  return ALGORITHM_BY_CURVE[asymmetricKeyDetails?.namedCurve ?? ""] ?? null;
}
