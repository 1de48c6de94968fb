import { createTokenBuckets, type RateLimits, type TokenBuckets } from "./token-bucket.ts";

/** How often callers who come much are told to the other workers. */
const INTERVAL_MS = 200;
/** Of those who come most; beyond it, callers get at several workers what one would give them. */
const MOST_TOLD = 1_000;

/** What a caller has been given since it was last told. */
export type Spending = readonly [key: string, tokens: number];

/** What tells the other workers what callers have been given, and hears it from them. */
export interface SpendingExchange {
  /** How many workers there are. */
  readonly workers: number;
  tellSpent(spendings: readonly Spending[]): void;
  /** Calls `listener` with what each of the others tells, from now on. */
  onSpent(listener: (spendings: readonly Spending[]) => void): void;
}

/** Buckets whose spendings are told when somebody says so. */
export interface SharedBuckets extends Pick<TokenBuckets, "take" | "giveBack"> {
  /** Tells what has been spent since the last time. */
  tell(): void;
}

/**
 * Makes the token buckets of one of several workers. A caller that keeps to one connection, and so to one worker, has its
 * whole rate there. A caller that comes over many has it once, not once for each worker, from the moment that they have
 * told each other. Spending no more than an equal part of the rate at each worker cannot exceed it, and is not told.
 */
export function createSharedBuckets(
  limits: RateLimits,
  exchange: SpendingExchange,
  readClock?: () => number,
): SharedBuckets {
  const buckets = createTokenBuckets(limits, readClock);
  const equalPart = (limits.perSecond * INTERVAL_MS) / 1_000 / exchange.workers;
  let spent = new Map<string, number>();
  exchange.onSpent((spendings) => {
    for (const [key, tokens] of spendings) buckets.charge(key, tokens);
  });

  const note = (key: string, tokens: number) => spent.set(key, (spent.get(key) ?? 0) + tokens);

  return {
    take(key, tokens = 1) {
      const wait = buckets.take(key, tokens);
      if (wait === 0) note(key, tokens);
      return wait;
    },
    giveBack(key, tokens) {
      buckets.giveBack(key, tokens);
      note(key, -tokens);
    },
    tell() {
      const much = [...spent].filter(([, tokens]) => tokens > equalPart);
      spent = new Map();
      if (much.length === 0) return;
      exchange.tellSpent(much.sort(([, one], [, other]) => other - one).slice(0, MOST_TOLD));
    },
  };
}

/** Makes the buckets, and lets them tell by themselves while the process lives. */
export function startSharedBuckets(limits: RateLimits, exchange: SpendingExchange): SharedBuckets {
  const buckets = createSharedBuckets(limits, exchange);
  setInterval(buckets.tell, INTERVAL_MS).unref();
  return buckets;
}
