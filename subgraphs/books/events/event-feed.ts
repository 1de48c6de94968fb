import { refuseForNow } from "../../../packages/server/errors/retry-after.ts";
import type { BookEventAnswer } from "../../shared/events/book-events.ts";
import type { FeedQuery } from "./feed-request.ts";
import type { FollowedLog } from "./followed-log.ts";

/** Each waiting reader holds a connection open; comments has one for each of its processes. */
const MAXIMUM_WAITING = 16;

/** How soon a reader learns of events that another process wrote, and the feed of a reader that has left. */
const RECHECK_MS = 1_000;

/** Lets readers of the log wait for events. */
export type BookEventFeed = ReturnType<typeof createBookEventFeed>;

export function createBookEventFeed(log: Pick<FollowedLog, "read">) {
  const waiting = new Set<() => void>();
  let announcements = 0;
  let hasEnded = false;

  function wakeAll(): void {
    for (const wake of waiting) wake();
  }

  function waitForNews(milliseconds: number): Promise<void> {
    if (waiting.size >= MAXIMUM_WAITING) throw unavailable("Too many wait for events. Try again soon.");
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      waiting.add(wake);
    });
  }

  return {
    /**
     * The events after a cursor, as soon as there are any. None when the time is up, or `signal` aborts.
     * @throws SERVICE_UNAVAILABLE, HTTP 503, instead of waiting, when too many wait or the feed has ended
     */
    async read({ after, limit, waitMs }: FeedQuery, signal: AbortSignal): Promise<BookEventAnswer> {
      const deadline = performance.now() + waitMs;
      for (;;) {
        const announced = announcements;
        const answer = await log.read(after, limit);
        const remaining = deadline - performance.now();
        const isNews = answer.kind === "resync" || answer.events.length > 0;
        if (isNews || remaining <= 0 || signal.aborted) return answer;
        if (hasEnded) throw unavailable("No events are told any more. Try again soon.");
        // An event announced while the log was read may not have been in it yet.
        if (announced === announcements) await waitForNews(Math.min(remaining, RECHECK_MS));
      }
    },

    /** Events were written: wakes waiting readers. */
    announce(): void {
      announcements += 1;
      wakeAll();
    },

    /** From now on no reader waits. */
    end(): void {
      hasEnded = true;
      wakeAll();
    },
  };
}

function unavailable(message: string): Error {
  return refuseForNow({ code: "SERVICE_UNAVAILABLE", message });
}
