import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";
import { readBoundedBody } from "../server/http/read-bounded-body.ts";
import { buildBasicHeaders } from "../server/http/url-credentials.ts";
import { type KeySet, KeysUnavailableError, type VerificationKey, type WantedKey } from "./key-set.ts";
import { findCandidates, type PublishedKey, readPublishedKeys } from "./published-keys.ts";

const FETCH_TIMEOUT_MS = 3_000;
const MAXIMUM_DOCUMENT_BYTES = 256 * 1024;
/** After this time, fetched keys are fetched again. */
const FRESH_MS = 10 * 60_000;
/** An unknown `kid` may be a new key. A flood of invented ones must not become a flood of fetches. */
const MINIMUM_REFRESH_INTERVAL_MS = 60_000;
/** Before the first key is there, requests wait this long after a failure for the next fetch. */
const FIRST_FETCH_RETRY_MS = 100;

/**
 * The keys published at `url` (RFC 7517), fetched on first need. They are fetched again, at most once a minute, when a
 * `kid` is unknown; also when they are old, while requests go on. Without the publisher, the known keys are kept.
 */
export function createRemoteKeySet(url: string, onFetchFailure: (error: unknown) => void): KeySet {
  let keys: readonly PublishedKey[] | null = null;
  let triedAt = Number.NEGATIVE_INFINITY;
  let refreshing: Promise<void> | null = null;

  async function refresh(): Promise<void> {
    try {
      keys = readPublishedKeys(await fetchKeyDocument(url));
    } catch (error) {
      onFetchFailure(error);
    }
    triedAt = performance.now();
    refreshing = null;
  }

  async function fetchFirst(): Promise<void> {
    const waitMs = triedAt + FIRST_FETCH_RETRY_MS - performance.now();
    if (waitMs > 0) await delay(waitMs, undefined, { ref: false });
    await refresh();
  }

  /** Fetches when the minimum interval has passed, or no key is known. */
  function refreshWhenDue(): void {
    if (keys === null) refreshing ??= fetchFirst();
    else if (performance.now() - triedAt >= MINIMUM_REFRESH_INTERVAL_MS) refreshing ??= refresh();
  }

  function findRight(wanted: WantedKey): VerificationKey | null {
    return findCandidates(keys ?? [], wanted).find((key) => wanted.isRight(key)) ?? null;
  }

  async function findFetched(wanted: WantedKey): Promise<VerificationKey | null> {
    await refreshing;
    if (keys === null) throw new KeysUnavailableError("no verification keys have been fetched yet");
    return findRight(wanted);
  }

  return {
    findKey(wanted) {
      const known = findRight(wanted);
      const isFresh = known !== null && performance.now() - triedAt < FRESH_MS;
      if (!isFresh) refreshWhenDue();
      // A publisher that hangs does not delay callers whose key is known.
      if (known !== null || keys?.some(({ kid }) => kid !== undefined && kid === wanted.kid)) return known;
      return findFetched(wanted);
    },
  };
}

/**
 * Several key sets as one. The first that has the right key answers: slow or unavailable ones are not waited for. When
 * none has it and one is unavailable, that one might have it.
 */
export function joinKeySets(keySets: readonly KeySet[]): KeySet {
  const [first] = keySets;
  // No promise, then, for a key that is known.
  if (first !== undefined && keySets.length === 1) return first;
  return {
    async findKey(wanted) {
      try {
        return await Promise.any(keySets.map((keySet) => requireKey(keySet, wanted)));
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

async function requireKey(keySet: KeySet, wanted: WantedKey): Promise<VerificationKey> {
  const key = await keySet.findKey(wanted);
  if (key === null) throw new UnknownKeyError();
  return key;
}

async function fetchKeyDocument(url: string): Promise<unknown> {
  const { statusCode, body } = await request(url, {
    headers: buildBasicHeaders(url),
    headersTimeout: FETCH_TIMEOUT_MS,
    bodyTimeout: FETCH_TIMEOUT_MS,
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`the key set answered with HTTP ${statusCode}`);
  }
  return JSON.parse(await readBoundedBody(body, MAXIMUM_DOCUMENT_BYTES));
}
