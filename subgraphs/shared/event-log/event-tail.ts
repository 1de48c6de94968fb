import { createClientError } from "../../../packages/server/errors/error-codes.ts";
import { BEGINNING, type Cursor } from "./cursor.ts";
import type { EventLog, EventRow } from "./event-log.ts";

/** How soon followers learn of events that another process wrote. */
const RECHECK_MS = 1_000;
/** The events of one statement. */
const PAGE_SIZE = 500;
/** The latest events that are kept in memory. A follower that is further behind reads the log. */
const MAXIMUM_RECENT = 1_000;

interface Follower<Row> {
  /** After the last event that it was given, or does not want. */
  cursor: Cursor;
  readonly isWanted: (event: Row) => boolean;
  hasLeft: boolean;
  wake: () => void;
}

/** The events that one follower wants, in order. `return` forgets the follower at once, even while it waits. */
export interface FollowedEvents<Row> extends AsyncIterableIterator<Row> {
  return(): Promise<IteratorResult<Row>>;
}

/** Lets any number of followers read on in `log`: each new event is read once for all that wait for it. */
export type EventTail<Row extends EventRow> = ReturnType<typeof createEventTail<Row>>;

/** @param reportFailure hears of reads that failed; they are tried again */
export function createEventTail<Row extends EventRow>(
  log: Pick<EventLog<Row>, "read">,
  reportFailure: (error: unknown) => void,
) {
  const waiting = new Set<Follower<Row>>();
  let recent: readonly Row[] = [];
  /** Where `recent` begins and ends. */
  let start = BEGINNING;
  let end = BEGINNING;
  let announcements = 0;
  let hasStopped = false;
  let wakeReader: () => void = () => undefined;

  /** The events after `cursor`; none when it is at the end of what was read. @throws CURSOR_EXPIRED */
  async function readAfter(cursor: Cursor): Promise<readonly Row[]> {
    const isRecent = recent.length > 0 && start.position <= cursor.position;
    if (isRecent) return recent.slice(recent.findLastIndex(({ position }) => position <= cursor.position) + 1);
    return readPage(log, cursor);
  }

  function startFrom(cursor: Cursor): void {
    recent = [];
    start = cursor;
    end = cursor;
  }

  /** Waits until there may be events that the follower wants. */
  function wait(follower: Follower<Row>): Promise<void> {
    if (waiting.size === 0 && follower.cursor.position > end.position) {
      startFrom(follower.cursor);
    }
    if (follower.hasLeft || follower.cursor.position < end.position) return Promise.resolve();
    return new Promise((resolve) => {
      follower.wake = () => {
        waiting.delete(follower);
        resolve();
      };
      waiting.add(follower);
      if (waiting.size === 1) wakeReader();
    });
  }

  async function* readOnFor(follower: Follower<Row>, first: readonly Row[]): AsyncGenerator<Row> {
    for (let events = first; !follower.hasLeft; events = await readAfter(follower.cursor)) {
      for (const event of events) {
        follower.cursor = event;
        if (follower.isWanted(event)) yield event;
      }
      if (events.length === 0) await wait(follower);
    }
  }

  function append(events: readonly Row[]): void {
    const newest = events.at(-1);
    if (newest === undefined) return;
    const all = [...recent, ...events];
    recent = all.slice(-MAXIMUM_RECENT);
    start = all.at(-MAXIMUM_RECENT - 1) ?? start;
    end = newest;
    for (const follower of waiting) {
      if (events.some(follower.isWanted)) follower.wake();
      else if (follower.cursor.position < end.position) follower.cursor = end;
    }
  }

  /** Events after `end` are missing: the followers find out what that means for each of them. */
  function reset(): void {
    startFrom(BEGINNING);
    for (const { wake } of waiting) wake();
  }

  /** @returns whether there may be more to read at once */
  async function readNews(): Promise<boolean> {
    try {
      const page = await log.read(end, PAGE_SIZE);
      if (page === null) reset();
      else append(page.events);
      return page?.events.length === PAGE_SIZE;
    } catch (error) {
      reportFailure(error);
      return false;
    }
  }

  /** Waits for an announcement, or for the next look at what other processes wrote. */
  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = waiting.size === 0 ? undefined : setTimeout(resolve, RECHECK_MS);
      wakeReader = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  // It begins here and not with a follower: statements would count for the request of that follower.
  async function readOn(): Promise<void> {
    while (!hasStopped) {
      const announced = announcements;
      const hasMore = waiting.size > 0 && (await readNews());
      if (!hasMore && announced === announcements && !hasStopped) await pause();
    }
  }

  const reading = readOn();
  return {
    /**
     * The events after `cursor` that `isWanted` takes: first those that have been written, then new ones, without a gap
     * or a repeat. @throws CURSOR_EXPIRED, now or later, when events after the cursor are missing
     */
    async follow(cursor: Cursor, isWanted: (event: Row) => boolean): Promise<FollowedEvents<Row>> {
      const follower: Follower<Row> = { cursor, isWanted, hasLeft: false, wake: () => undefined };
      const events = readOnFor(follower, await readPage(log, cursor));
      const followed: FollowedEvents<Row> = {
        [Symbol.asyncIterator]: () => followed,
        next: () => events.next(),
        // A generator's own `return` comes after the event that the generator waits for.
        return() {
          follower.hasLeft = true;
          follower.wake();
          return events.return(undefined);
        },
      };
      return followed;
    },

    /** Events were written. */
    announce(): void {
      announcements += 1;
      wakeReader();
    },

    /** Reads no more. @returns once no statement is under way */
    async stop(): Promise<void> {
      hasStopped = true;
      wakeReader();
      await reading;
    },
  };
}

async function readPage<Row extends EventRow>(
  log: Pick<EventLog<Row>, "read">,
  after: Cursor,
): Promise<readonly Row[]> {
  const page = await log.read(after, PAGE_SIZE);
  if (page !== null) return page.events;
  throw createClientError(
    "CURSOR_EXPIRED",
    "Events after this cursor are not kept any more. Read what you need anew, and subscribe without `after`.",
  );
}
