import { setTimeout as delay } from "node:timers/promises";
import { isLocked } from "./prisma-errors.ts";

/** Longer than a starting process holds a lock, shorter than a person waits for a start. */
const LOCK_TIMEOUT_MS = 15_000;
const LOCK_RETRY_MS = 50;

/**
 * Does `work`, and repeats it while another process holds a lock of the database. SQLite's own wait would block the event
 * loop, and it never waits for the switch to a write-ahead log.
 */
export async function waitForLock<Result>(work: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error) || performance.now() > deadline) throw error;
      await delay(LOCK_RETRY_MS);
    }
  }
}
