/** How much retries may add to a subgraph's load. */
const SHARE = 0.1;
/** With little load, this many retries at once are harmless. They come back one by one. */
const RESERVE = 10;
const RESERVE_PER_SECOND = 1;
/** A long good time saves up no more, so that one storm cannot spend it. */
const MAXIMUM_SAVED = 100;

/**
 * Makes the budget of a subgraph's retries: a tenth of its requests, and a reserve. Retries must not make things worse.
 * @param readClock milliseconds that never go back
 */
export function createRetryBudget(readClock: () => number = () => performance.now()) {
  let saved = RESERVE;
  let refilledAt = readClock();

  function refillReserve(): void {
    const now = readClock();
    const refill = ((now - refilledAt) / 1000) * RESERVE_PER_SECOND;
    if (saved < RESERVE) saved = Math.min(RESERVE, saved + refill);
    refilledAt = now;
  }

  return {
    /** Earns a share of a retry. */
    noteRequest(): void {
      saved = Math.min(MAXIMUM_SAVED, saved + SHARE);
    },
    /** @returns whether there is a retry to spend; it is spent then */
    trySpend(): boolean {
      refillReserve();
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
