/** A stream that was lost is given up after so long without an event, or without a connection that stays. */
const PATIENCE_MS = 30_000;

/** The wait before an attempt is random up to this, which doubles with each: lost streams do not come back as a herd. */
const FIRST_SPREAD_MS = 250;
const MAXIMUM_SPREAD_MS = 5_000;
const MINIMUM_WAIT_MS = 50;

/**
 * Makes the rule that says when a lost stream is opened again.
 * @param openingMs how long a stream that was never open may fail to open: its client waits
 * @param readClock milliseconds that never go back
 */
export function createResumption(openingMs: number, readClock: () => number = () => performance.now()) {
  let attempts = 0;
  /** Since when it has not been well; null: it is. */
  let troubledSince: number | null = readClock();
  let openedAt: number | null = null;
  let patienceMs = openingMs;

  function noteEvent(): void {
    attempts = 0;
    troubledSince = null;
  }

  return {
    noteOpened(): void {
      openedAt = readClock();
      if (patienceMs === PATIENCE_MS) return;
      patienceMs = PATIENCE_MS;
      noteEvent();
    },
    noteEvent,
    /**
     * It was lost, or did not open.
     * @param minimumMs what the subgraph asks to be waited for
     * @returns after how many milliseconds it is tried again; null: it is given up
     */
    noteLoss(minimumMs: number): number | null {
      const now = readClock();
      if (openedAt !== null && now - openedAt >= PATIENCE_MS) noteEvent();
      openedAt = null;
      troubledSince ??= now;
      const spreadMs = Math.min(MAXIMUM_SPREAD_MS, FIRST_SPREAD_MS * 2 ** attempts);
      const waitMs = minimumMs + MINIMUM_WAIT_MS + Math.random() * spreadMs;
      attempts += 1;
      return now + waitMs - troubledSince < patienceMs ? waitMs : null;
    },
  };
}
