/** So long after another caller came, the last places are kept for others. */
const COMPANY_MS = 10_000;

/** The router's own questions. They do not mean that another caller is there. */
export const ROUTER = "";

/** How many requests one subgraph is sent at once, and how many more wait. */
export interface PlaceLimits {
  readonly concurrency: number;
  readonly queue: number;
}

/** Begins what waited for a place, or tells it that others need its place in the queue. */
export interface Applicant {
  begin(): void;
  refuse(): void;
}

/**
 * The places of one subgraph, shared among callers. Alone, a caller may have all of them. While others come, the last
 * quarter is kept for callers that hold less than a quarter. Those who wait have their turns caller by caller, and such
 * callers come first.
 */
export interface Places {
  /** Begins `applicant` now or when it is its turn, or refuses it. What has begun must `leave`. */
  enter(caller: string, applicant: Applicant): "begun" | "waiting" | "refused";
  leave(caller: string): void;
  /** Takes back what waits. */
  withdraw(caller: string, applicant: Applicant): void;
  count(): { readonly inFlight: number; readonly queued: number };
}

/** What one caller has of the places. */
interface Share {
  held: number;
  readonly waiting: Applicant[];
}

/** Makes the places, all of them free. */
export function createPlaces({ concurrency, queue }: PlaceLimits): Places {
  const quarter = Math.max(1, Math.floor(concurrency / 4));
  const reserve = Math.floor(concurrency / 4);
  const shares = new Map<string, Share>();
  /** The callers that wait; a set keeps their order, and the first is the next to be served. */
  const turns = new Set<string>();
  let held = 0;
  let queued = 0;
  let lastCaller: string | null = null;
  let changedAt = Number.NEGATIVE_INFINITY;

  function noteCaller(caller: string): void {
    if (caller === lastCaller || caller === ROUTER) return;
    if (lastCaller !== null) changedAt = performance.now();
    lastCaller = caller;
  }

  function requireShare(caller: string): Share {
    const known = shares.get(caller);
    if (known !== undefined) return known;
    const share = { held: 0, waiting: [] };
    shares.set(caller, share);
    return share;
  }

  function mayHold(share: Share): boolean {
    if (held >= concurrency) return false;
    if (share.held < quarter) return true;
    const hasCompany = performance.now() - changedAt < COMPANY_MS;
    return !hasCompany || concurrency - held > reserve;
  }

  function hold(share: Share): void {
    share.held += 1;
    held += 1;
  }

  function forgetIdle(caller: string, share: Share): void {
    if (share.waiting.length === 0) turns.delete(caller);
    if (share.held === 0 && share.waiting.length === 0) shares.delete(caller);
  }

  /** Takes the last place of the caller that waits most, if that is fair. @returns whether there is a place now */
  function makeRoom(own: Share): boolean {
    if (queued < queue) return true;
    let longest = own;
    let owner = "";
    for (const caller of turns) {
      const share = requireShare(caller);
      if (share.waiting.length <= longest.waiting.length) continue;
      longest = share;
      owner = caller;
    }
    // With a difference of one, they would only change places.
    if (longest.waiting.length <= own.waiting.length + 1) return false;
    longest.waiting.pop()?.refuse();
    queued -= 1;
    forgetIdle(owner, longest);
    return true;
  }

  function findNext(): string | null {
    let next: string | null = null;
    for (const caller of turns) {
      const share = requireShare(caller);
      if (!mayHold(share)) continue;
      if (share.held < quarter) return caller;
      next ??= caller;
    }
    return next;
  }

  function serve(caller: string): void {
    const share = requireShare(caller);
    const applicant = share.waiting.shift();
    queued -= 1;
    turns.delete(caller);
    if (share.waiting.length > 0) turns.add(caller);
    hold(share);
    applicant?.begin();
  }

  return {
    enter(caller, applicant) {
      noteCaller(caller);
      const share = requireShare(caller);
      if (mayHold(share)) {
        hold(share);
        applicant.begin();
        return "begun";
      }
      if (!makeRoom(share)) {
        forgetIdle(caller, share);
        applicant.refuse();
        return "refused";
      }
      share.waiting.push(applicant);
      turns.add(caller);
      queued += 1;
      return "waiting";
    },
    leave(caller) {
      const share = requireShare(caller);
      share.held -= 1;
      held -= 1;
      for (let next = findNext(); next !== null; next = findNext()) serve(next);
      forgetIdle(caller, share);
    },
    withdraw(caller, applicant) {
      const share = requireShare(caller);
      const index = share.waiting.indexOf(applicant);
      if (index >= 0) {
        share.waiting.splice(index, 1);
        queued -= 1;
      }
      forgetIdle(caller, share);
    },
    count: () => ({ inFlight: held, queued }),
  };
}
