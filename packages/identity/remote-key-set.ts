import { setTimeout as delay } from "node:timers/promises";
import { request } from "undici";
import { readBoundedBody } from "../server/http/read-bounded-body.ts";
import { buildBasicHeaders } from "../server/http/url-credentials.ts";
import { type KeySet, KeysUnavailableError, type VerificationKey, type WantedKey } from "./key-set.ts";
import { findCandidates, type PublishedKey, readPublishedKeys } from "./published-keys.ts";

const FETCH_TIMEOUT_MS = 3_000;
const MAXIMUM_DOCUMENT_BYTES = 256 * 1024;
/** How long fetched keys are used before they are asked for again. */
const FRESH_MS = 10 * 60_000;
/** An unknown `kid` may be a new key, but a flood of made-up ones must not become a flood of fetches. */
const MINIMUM_REFRESH_INTERVAL_MS = 60_000;
/** While no key has ever been had, every request would fail: they wait, so long after a failure, for the next fetch. */
const FIRST_FETCH_RETRY_MS = 100;

/**
 * The keys published at `url` (RFC 7517). They are fetched on first need, refreshed when a `kid` is unknown or, without
 * being waited for, when they are old, at most once a minute, and kept while the publisher cannot be reached.
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

  /** Fetches if that is worth it; the first fetch always is. */
  function refreshWhenDue(): void {
    if (keys === null) refreshing ??= fetchFirst();
    else if (performance.now() - triedAt >= MINIMUM_REFRESH_INTERVAL_MS) refreshing ??= refresh();
  }

  function findRight(wanted: WantedKey): VerificationKey | null {
    return findCandidates(keys ?? [], wanted).find((key) => wanted.isRight(key)) ?? null;
  }

  return {
    async findKey(wanted) {
      const known = findRight(wanted);
      const isFresh = known !== null && performance.now() - triedAt < FRESH_MS;
      if (!isFresh) refreshWhenDue();
      // A publisher that hangs holds up nobody whose key is known.
      if (known !== null || keys?.some(({ kid }) => kid !== undefined && kid === wanted.kid)) return known;
      await refreshing;
      if (keys === null) throw new KeysUnavailableError("no verification keys have been fetched yet");
      return findRight(wanted);
    },
  };
}

/**
 * Several key sets as one: the first to have the right key answers, and one that is slow or unavailable is not waited
 * for. Only when none has it, one that is unavailable might have.
 */
export function joinKeySets(keySets: readonly KeySet[]): KeySet {
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
