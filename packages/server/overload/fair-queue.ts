import { serviceUnavailable } from "../errors/error-codes.ts";

/** Runs expensive work, a little at once, in turn for all callers. */
export type FairQueue = ReturnType<typeof createFairQueue>;

export interface FairQueueSettings {
  /** How much runs at once. */
  readonly atOnce: number;
  /** How much more waits, of all keys together. */
  readonly waiting: number;
  /** How much of that waits under one key. */
  readonly waitingPerKey: number;
  /** The work's name in refusals, in the plural: "sign-ins". */
  readonly workName: string;
}

interface Waiter {
  readonly begin: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Makes a queue that serves its keys round robin. When it is full, the key with the most waiting work loses its latest to
 * a newcomer. Between two pieces of work the event loop has a turn, since the work may hold it.
 */
export function createFairQueue(settings: FairQueueSettings) {
  const { atOnce, waiting, waitingPerKey, workName } = settings;
  // A map keeps the order of insertion: the first key is the next to be served.
  const waitersByKey = new Map<string, Waiter[]>();
  let running = 0;
  let waitingCount = 0;
  let meanMs = 0;

  /** Tells the whole seconds that the waiting work will take. */
  function refusal(): Error {
    const seconds = Math.max(1, Math.ceil((waitingCount * meanMs) / atOnce / 1000));
    return serviceUnavailable(`Too many ${workName} at once. Try again in ${seconds} seconds.`, seconds);
  }

  /** Refuses another's work where that is fair. @returns whether there is room now */
  function makeRoom(ownCount: number): boolean {
    if (waitingCount < waiting) return true;
    const [longestKey, longest] = findLongest(waitersByKey);
    // With a difference of one, they would only change places.
    if (longest.length <= ownCount + 1) return false;
    longest.pop()?.refuse(refusal());
    if (longest.length === 0) waitersByKey.delete(longestKey);
    waitingCount -= 1;
    return true;
  }

  function waitForTurn(key: string): Promise<void> {
    const own = waitersByKey.get(key) ?? [];
    if (own.length >= waitingPerKey || !makeRoom(own.length)) return Promise.reject(refusal());
    return new Promise((begin, refuse) => {
      own.push({ begin, refuse });
      waitersByKey.set(key, own);
      waitingCount += 1;
    });
  }

  // The turn passes straight to the next: a newcomer cannot take it.
  function passTurn(): void {
    const [next] = waitersByKey;
    if (next === undefined) {
      running -= 1;
      return;
    }
    const [key, waiters] = next;
    waitersByKey.delete(key);
    const waiter = waiters.shift();
    if (waiters.length > 0) waitersByKey.set(key, waiters);
    waitingCount -= 1;
    waiter?.begin();
  }

  return {
    /**
     * Runs `work` when its turn comes. Waiting keys take turns: a caller with a lot of work delays only itself.
     * @param key a caller, or the network of an address
     * @throws SERVICE_UNAVAILABLE, with the seconds to wait, when too much waits, or when others need the room
     */
    async run<Result>(key: string, work: () => Result | Promise<Result>): Promise<Result> {
      if (running < atOnce) running += 1;
      else await waitForTurn(key);
      const startedAt = performance.now();
      try {
        return await work();
      } finally {
        meanMs += (performance.now() - startedAt - meanMs) * MEAN_WEIGHT;
        setImmediate(passTurn);
      }
    },
  };
}

/** The weight of the latest duration in their mean. */
const MEAN_WEIGHT = 0.1;

function findLongest(waitersByKey: ReadonlyMap<string, Waiter[]>): [string, Waiter[]] {
  let longest: [string, Waiter[]] = ["", []];
  for (const entry of waitersByKey) if (entry[1].length > longest[1].length) longest = entry;
  return longest;
}
