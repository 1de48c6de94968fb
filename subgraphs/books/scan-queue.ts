import { createFairQueue, type FairQueue } from "../../packages/server/overload/fair-queue.ts";

/** A caller's requests that are worked on at once have room, and one who asks for more waits no longer than his time. */
const WAITING_PER_CALLER = 256;
const WAITING = 1_024;

/**
 * Where statements wait that read every book. SQLite executes one at a time, and nothing else of the process meanwhile:
 * between two of them whoever asks for little has a turn, and one who searches in a loop waits for himself.
 */
export function createScanQueue(): FairQueue {
  return createFairQueue({
    atOnce: 1,
    waiting: WAITING,
    waitingPerKey: WAITING_PER_CALLER,
    workName: "searches",
  });
}
