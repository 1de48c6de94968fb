import { createTokenBuckets, type RateLimits } from "./token-bucket.ts";

/** How often a worker tells the others about frequent callers. */
const INTERVAL_MS = 200;
/** The most frequent ones are told. Any others get at several workers what one would give them. */
const MAXIMUM_TOLD = 1_000;

/** The tokens that a caller was given since this was last told. */
export type Spending = readonly [key: string, tokens: number];

/** Exchanges with the other workers, of this router or of all, what callers were given. */
export interface SpendingExchange {
  /** How many there are now, this one included. */
  readonly workers: number;
  tellSpent(spendings: readonly Spending[]): void;
  /** From now on, calls `listener` with what each of the others tells. */
  onSpent(listener: (spendings: readonly Spending[]) => void): void;
}

/** Token buckets that several workers share. */
export type SharedBuckets = ReturnType<typeof createSharedBuckets>;

/**
 * Makes the token buckets of one of several workers. A caller with one connection, and so one worker, has its whole rate
 * there. A caller with many has it once, not once for each worker, as soon as they have told each other. A caller that
 * spends an equal part of its rate or less cannot exceed it, and is not told.
 */
export function createSharedBuckets(limits: RateLimits, exchange: SpendingExchange, readClock?: () => number) {
  const buckets = createTokenBuckets(limits, readClock);
  const perInterval = (limits.perSecond * INTERVAL_MS) / 1_000;
  let spent = new Map<string, number>();
  exchange.onSpent((spendings) => {
    for (const [key, tokens] of spendings) buckets.charge(key, tokens);
  });

  const note = (key: string, tokens: number) => spent.set(key, (spent.get(key) ?? 0) + tokens);

  return {
    take(key: string, tokens = 1): number {
      const wait = buckets.take(key, tokens);
      if (wait === 0) note(key, tokens);
      return wait;
    },
    giveBack(key: string, tokens: number): void {
      buckets.giveBack(key, tokens);
      note(key, -tokens);
    },
    /** Tells the others what was spent since the last call. */
    tell(): void {
      const equalPart = perInterval / exchange.workers;
      const much = [...spent].filter(([, tokens]) => tokens > equalPart);
      spent = new Map();
      if (much.length === 0) return;
      exchange.tellSpent(much.sort(([, one], [, other]) => other - one).slice(0, MAXIMUM_TOLD));
    },
  };
}

/** Makes the buckets, which tell at regular intervals while the process lives. */
export function startSharedBuckets(limits: RateLimits, exchange: SpendingExchange): SharedBuckets {
  const buckets = createSharedBuckets(limits, exchange);
  setInterval(buckets.tell, INTERVAL_MS).unref();
  return buckets;
}
