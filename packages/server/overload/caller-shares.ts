/** One caller's share of the slots, and of the unsent bytes, of a process. */
export const CALLER_SHARE = 1 / 4;

/** After asking for a slot, a caller counts as wanting slots for this time. */
const WANTED_MS = 1_000;

/** Divides slots among callers, while more than one wants slots. */
export type CallerShares = ReturnType<typeof createCallerShares>;

/**
 * Makes the count of each caller's slots. While another caller wants slots, a caller has at most a quarter; alone, it may
 * have all. A request costs one look-up, and callers are kept only while they have slots.
 * @param readClock milliseconds that never go back
 */
export function createCallerShares(readClock: () => number) {
  const taken = new Map<string, number>();
  let latest = { caller: "", askedAt: -Infinity };
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
    /** Notes that `caller` asks. @returns whether it may take one more of `slots` */
    ask(caller: string, slots: number): boolean {
      const now = readClock();
      note(caller, now);
      return now - otherAskedAt >= WANTED_MS || (taken.get(caller) ?? 0) < findShare(slots);
    },
    take(caller: string): void {
      taken.set(caller, (taken.get(caller) ?? 0) + 1);
    },
    /** Whether some caller has all that its share of `slots` allows. */
    isShareTaken(slots: number): boolean {
      const share = findShare(slots);
      for (const count of taken.values()) if (count >= share) return true;
      return false;
    },
    hasSlot: (caller: string) => taken.has(caller),
    giveBack(caller: string): void {
      const rest = (taken.get(caller) ?? 0) - 1;
      if (rest > 0) taken.set(caller, rest);
      else taken.delete(caller);
    },
  };
}

function findShare(slots: number): number {
  return Math.max(1, Math.floor(slots * CALLER_SHARE));
}
