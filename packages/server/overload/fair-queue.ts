import { serviceUnavailable } from "../errors/error-codes.ts";

/** Runs dear work, a little of it at once, in turn for all who ask. */
export interface FairQueue {
  /**
   * Runs `work` when its turn comes. Each key has its turn after every other key that waits: a caller who asks for a lot
   * waits for himself.
   * @param key who asks, such as a caller or the network of an address
   * @throws SERVICE_UNAVAILABLE, with the seconds to wait, when too much waits, or when others need the place
   */
  run<Result>(key: string, work: () => Result | Promise<Result>): Promise<Result>;
}

/** How much work a queue takes. */
export interface FairQueueSettings {
  /** How much runs at once. */
  readonly atOnce: number;
  /** How much more waits, of all keys together. */
  readonly waiting: number;
  /** How much of that waits under one key. */
  readonly waitingPerKey: number;
  /** What the work is called in refusals, in the plural: "sign-ins". */
  readonly workName: string;
}

interface Waiter {
  readonly begin: () => void;
  readonly refuse: (error: Error) => void;
}

/**
 * Makes a queue that serves its keys round robin. When it is full, a newcomer takes the place of the one who came last
 * under the key that waits most. Between two pieces of work the event loop has a turn, since some of them hold it.
 */
export function createFairQueue(settings: FairQueueSettings): FairQueue {
  const { atOnce, waiting, waitingPerKey, workName } = settings;
  // A map keeps the order of insertion: the first key is the next to be served.
  const waitersByKey = new Map<string, Waiter[]>();
  let running = 0;
  let waitingCount = 0;
  let meanMs = 0;

  /** How long what waits now will take, in whole seconds. */
  function refusal(): Error {
    const seconds = Math.max(1, Math.ceil((waitingCount * meanMs) / atOnce / 1000));
    return serviceUnavailable(`Too many ${workName} at once. Try again in ${seconds} seconds.`, seconds);
  }

  /** Takes the place of another where that is fair. @returns whether there is a place now */
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

  // The place passes straight to the next, so that nobody who comes meanwhile can take it.
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
    async run(key, work) {
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

/** What the latest duration weighs in the mean of them. */
const MEAN_WEIGHT = 0.1;

function findLongest(waitersByKey: ReadonlyMap<string, Waiter[]>): [string, Waiter[]] {
  let longest: [string, Waiter[]] = ["", []];
  for (const entry of waitersByKey) if (entry[1].length > longest[1].length) longest = entry;
  return longest;
}
