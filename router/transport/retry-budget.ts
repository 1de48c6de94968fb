/** How much a subgraph's load may grow by retries. */
const SHARE = 0.1;
/** Where there is little load, this many retries at once are harmless; they come back one by one. */
const RESERVE = 10;
const RESERVE_PER_SECOND = 1;
/** What a long good time saves up, so that it cannot be spent in one storm. */
const MOST_SAVED = 100;

/** Keeps the retries of one subgraph from making a bad time worse. */
export interface RetryBudget {
  /** Earns a share of a retry. */
  noteRequest(): void;
  /** @returns whether there is a retry to spend; it is spent then */
  trySpend(): boolean;
}

/**
 * Makes a budget of a tenth of the requests, and beside it of a small reserve.
 * @param readClock milliseconds that never go back
 */
export function createRetryBudget(readClock: () => number = () => performance.now()): RetryBudget {
  let saved = RESERVE;
  let refilledAt = readClock();

  function refillReserve(): void {
    const now = readClock();
    const refill = ((now - refilledAt) / 1000) * RESERVE_PER_SECOND;
    if (saved < RESERVE) saved = Math.min(RESERVE, saved + refill);
    refilledAt = now;
  }

  return {
    noteRequest() {
      saved = Math.min(MOST_SAVED, saved + SHARE);
    },
    trySpend() {
      refillReserve();
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
