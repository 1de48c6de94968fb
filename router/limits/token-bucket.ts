import { createLatestMap } from "../../packages/server/latest-map.ts";

/** How often something may happen. */
export interface RateLimits {
  /** On the average; `Infinity` is no limit. */
  readonly perSecond: number;
  /** At once, after a rest. */
  readonly burst: number;
}

/** Counts the requests of each of many callers. */
export type TokenBuckets = ReturnType<typeof createTokenBuckets>;

interface Bucket {
  tokens: number;
  filledAt: number;
}

/**
 * Enough for all callers within the seconds that a bucket takes to fill; some 2 MB. A forgotten bucket is full again,
 * so callers lose nothing. To push out one's own takes as many callers or networks, each with a full bucket.
 */
const MAXIMUM_BUCKETS = 10_000;

/**
 * Makes a token bucket for each key, full at first. Their number is bounded: inventing keys costs no memory.
 * @param readClock milliseconds that never go back
 */
export function createTokenBuckets(
  { perSecond, burst }: RateLimits,
  readClock: () => number = () => performance.now(),
) {
  const buckets = createLatestMap<Bucket>(MAXIMUM_BUCKETS);

  function requireBucket(key: string, now: number): Bucket {
    const known = buckets.get(key);
    if (known !== undefined) return known;
    const full = { tokens: burst, filledAt: now };
    buckets.set(key, full);
    return full;
  }

  function fill(key: string): Bucket {
    const now = readClock();
    const bucket = requireBucket(key, now);
    const filled = bucket.tokens + ((now - bucket.filledAt) / 1000) * perSecond;
    bucket.tokens = Math.min(burst, filled);
    bucket.filledAt = now;
    return bucket;
  }

  return {
    /** Takes tokens of `key`. @returns 0, or how many seconds to wait if there are too few */
    take(key: string, tokens = 1): number {
      if (perSecond === Infinity) return 0;
      const bucket = fill(key);
      if (bucket.tokens < tokens) return (tokens - bucket.tokens) / perSecond;
      bucket.tokens -= tokens;
      return 0;
    },
    /** Gives back what `take` has just taken, when the request is refused after all. */
    giveBack(key: string, tokens: number): void {
      const bucket = fill(key);
      bucket.tokens = Math.min(burst, bucket.tokens + tokens);
    },
    /** Takes what was given to `key` elsewhere. At worst, `key` waits until its burst has come back twice. */
    charge(key: string, tokens: number): void {
      const bucket = fill(key);
      bucket.tokens = Math.max(-burst, bucket.tokens - tokens);
    },
  };
}
