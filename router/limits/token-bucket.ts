/** How often something may happen. */
export interface RateLimits {
  /** On the average; `Infinity` is no limit. */
  readonly perSecond: number;
  /** At once, after a rest. */
  readonly burst: number;
}

/** Counts what each of many callers does. */
export interface TokenBuckets {
  /** Takes a token of `key`. @returns 0, or how many seconds to wait when there is none */
  take(key: string): number;
  /** Takes what has been given to `key` elsewhere; at the worst, it waits for its burst to come back twice. */
  charge(key: string, tokens: number): void;
}

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Enough for everybody who calls within the seconds that a bucket takes to fill; some 2 MB. */
const MAXIMUM_BUCKETS = 10_000;

/**
 * Makes a token bucket for each key, full at first. Whoever has not come for longest is forgotten when there are too
 * many, so that inventing keys costs no memory.
 * @param readClock milliseconds that never go back
 */
export function createTokenBuckets(
  { perSecond, burst }: RateLimits,
  readClock: () => number = () => performance.now(),
): TokenBuckets {
  const buckets = new Map<string, Bucket>();

  function requireBucket(key: string, now: number): Bucket {
    const bucket = buckets.get(key) ?? { tokens: burst, filledAt: now };
    // A map keeps the order of insertion: the first key is the one that has not come for longest.
    buckets.delete(key);
    buckets.set(key, bucket);
    const oldest = buckets.keys().next().value;
    if (buckets.size > MAXIMUM_BUCKETS && oldest !== undefined) buckets.delete(oldest);
    return bucket;
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
    take(key) {
      if (perSecond === Infinity) return 0;
      const bucket = fill(key);
      if (bucket.tokens < 1) return (1 - bucket.tokens) / perSecond;
      bucket.tokens -= 1;
      return 0;
    },
    charge(key, tokens) {
      const bucket = fill(key);
      bucket.tokens = Math.max(-burst, bucket.tokens - tokens);
    },
  };
}
