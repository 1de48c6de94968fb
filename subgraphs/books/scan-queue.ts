import { createFairQueue, type FairQueue } from "../../packages/server/overload/fair-queue.ts";

/** Room for all requests that a caller has in flight. Their deadlines bound the wait. */
const WAITING_PER_CALLER = 256;
const WAITING = 1_024;

/**
 * The queue for searches, which may read every book and execute one at a time. Between two, other callers have a turn: a
 * caller who searches in a loop delays only itself.
 */
export function createScanQueue(): FairQueue {
  return createFairQueue({
    atOnce: 1,
    waiting: WAITING,
    waitingPerKey: WAITING_PER_CALLER,
    workName: "searches",
  });
}
