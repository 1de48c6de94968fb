/** Requests that one subgraph is sent at once; `SUBGRAPH_CONCURRENCY`. */
export const DEFAULT_CONCURRENCY = 128;
/** Requests that wait for those to end; `SUBGRAPH_QUEUE`. */
export const DEFAULT_QUEUE = 256;

/** After another caller came, the last quarter of the connections is kept for others for so long. */
const COMPANY_MS = 10_000;

/** The router's own questions. They do not mean that another caller is there. */
export const ROUTER = "";

/** How many requests one subgraph is sent at once, and how many more wait. */
export interface ConnectionLimits {
  readonly concurrency: number;
  readonly queue: number;
}

/** A request that asks for a connection: it is begun, or refused when others need its turn in the queue. */
export interface Applicant {
  begin(): void;
  refuse(): void;
}

/** The connections and the waiting requests of one caller. */
interface Share {
  held: number;
  readonly waiting: Applicant[];
}

/** The connections to one subgraph, shared among callers. */
export type ConnectionShares = ReturnType<typeof createConnectionShares>;

/**
 * Shares the connections to one subgraph. A caller that is alone may hold all of them. While others come, the last
 * quarter is kept for callers that hold less than a quarter. Turns go caller by caller, such callers first.
 */
export function createConnectionShares({ concurrency, queue }: ConnectionLimits) {
  const quarter = Math.max(1, Math.floor(concurrency / 4));
  const reserve = Math.floor(concurrency / 4);
  const shares = new Map<string, Share>();
  /** The callers that wait, the next one first: a set keeps the order of insertion. */
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

  /** If that is fair, refuses the last request of the caller that waits most. @returns whether the queue has room now */
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
    // With a difference of one, the two would only swap.
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
    /** Begins `applicant` now or when it is its turn, or refuses it. What has begun must `leave`. */
    enter(caller: string, applicant: Applicant): "begun" | "waiting" | "refused" {
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
    leave(caller: string): void {
      const share = requireShare(caller);
      share.held -= 1;
      held -= 1;
      for (let next = findNext(); next !== null; next = findNext()) serve(next);
      forgetIdle(caller, share);
    },
    /** Takes an applicant out of the queue. */
    withdraw(caller: string, applicant: Applicant): void {
      const share = requireShare(caller);
      const index = share.waiting.indexOf(applicant);
      if (index >= 0) {
        share.waiting.splice(index, 1);
        queued -= 1;
      }
      forgetIdle(caller, share);
    },
    /** Requests that hold a connection, and requests that wait for one. */
    count: () => ({ inFlight: held, queued }),
  };
}
