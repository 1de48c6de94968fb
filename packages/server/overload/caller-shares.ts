/** What one caller may have of the places and of the unsent bytes that a process has for all. */
export const CALLER_SHARE = 1 / 4;

/** For so long after a caller has asked for a place it counts as one that wants places. */
const WANTED_MS = 1_000;

/** Divides places among callers, as long as more than one of them wants places. */
export interface CallerShares {
  /** Notes that `caller` asks. @returns whether it may have one more of `places` */
  ask(caller: string, places: number): boolean;
  take(caller: string): void;
  /** Whether some caller has all that its share of `places` allows. */
  isShareTaken(places: number): boolean;
  /** Whether `caller` has any place now. */
  hasPlace(caller: string): boolean;
  giveBack(caller: string): void;
}

/**
 * Makes the count of what each caller has. A caller has at most a quarter of the places while another caller wants some.
 * A caller that is alone may have all of them. It costs one look-up for a request, and keeps callers only while they
 * have places.
 * @param readClock milliseconds that never go back
 */
export function createCallerShares(readClock: () => number): CallerShares {
  const taken = new Map<string, number>();
  let latest = { caller: "", askedAt: -Infinity };
  /** When a caller other than the latest asked. */
  let otherAskedAt = -Infinity;

  function note(caller: string, now: number): void {
    if (caller === latest.caller) {
      latest.askedAt = now;
      return;
    }
    otherAskedAt = latest.askedAt;
    latest = { caller, askedAt: now };
  }

  return {
    ask(caller, places) {
      const now = readClock();
      note(caller, now);
      return now - otherAskedAt >= WANTED_MS || (taken.get(caller) ?? 0) < findShare(places);
    },
    take(caller) {
      taken.set(caller, (taken.get(caller) ?? 0) + 1);
    },
    isShareTaken(places) {
      const share = findShare(places);
      for (const count of taken.values()) if (count >= share) return true;
      return false;
    },
    hasPlace: (caller) => taken.has(caller),
    giveBack(caller) {
      const rest = (taken.get(caller) ?? 0) - 1;
      if (rest > 0) taken.set(caller, rest);
      else taken.delete(caller);
    },
  };
}

function findShare(places: number): number {
  return Math.max(1, Math.floor(places * CALLER_SHARE));
}
