import type { FastifyInstance } from "fastify";
import { badUserInput } from "../../../packages/server/errors/error-codes.ts";
import type { SubgraphContext } from "../context.ts";
import { waitForLock } from "../database/wait-for-lock.ts";
import { buildCursor, type Cursor, parseCursor } from "./cursor.ts";
import { createEventLog, type EventRow, type EventTable } from "./event-log.ts";
import { createEventTail } from "./event-tail.ts";
import type { NewsChannel } from "./news-channel.ts";
import { createTrimming } from "./trimming.ts";

/** An open log, with those who follow it. */
export type OpenEventLog<Row extends EventRow> = Awaited<ReturnType<typeof openEventLog<Row>>>;

/**
 * Opens the log in `table`, and trims it. The latest `retained` events are kept, or a few more. Other processes tell of
 * their events by `news`.
 */
export async function openEventLog<Row extends EventRow>(
  table: EventTable<Row>,
  retained: number,
  news: NewsChannel | null = null,
) {
  const log = createEventLog(table, retained);
  await waitForLock(log.trim);
  let warn: (error: unknown, message: string) => void = () => undefined;
  const tail = createEventTail(log, (error) => warn(error, "new events cannot be read; trying again"));
  const trimming = createTrimming(log, retained, (error) => warn(error, "old events cannot be deleted"));
  news?.listen(tail.announce);
  return {
    read: log.read,
    /** Call it when an event was written. */
    announce(): void {
      tail.announce();
      news?.announce();
      trimming.note();
    },
    /**
     * The events that `isWanted` takes, for a stream. They begin after the last event of the stream that the request goes
     * on with, else after the cursor `after`, else now. An error ends them if the log does not keep the next ones any more.
     * @throws BAD_USER_INPUT if `after` is not a cursor, CURSOR_EXPIRED if events after it are missing
     */
    async follow(
      { lastEventId }: Pick<SubgraphContext, "lastEventId">,
      after: string | null | undefined,
      isWanted: (event: Row) => boolean,
    ) {
      const given = lastEventId ?? after ?? null;
      const start = given === null ? await log.findEnd() : requireCursor(given);
      const events = await tail.follow(start, isWanted);
      return Object.assign(events, { head: buildHead(start, given !== null), canWait: true });
    },
    /** Lets `server` log failures, and end the reading when it closes. */
    serve(server: FastifyInstance): void {
      warn = (error, message) => server.log.warn({ err: error }, message);
      server.addHook("onClose", async () => {
        await Promise.all([tail.stop(), trimming.settle(), news?.close()]);
      });
    },
  };
}

/** The headers that tell the router where a stream begins. */
function buildHead(start: Cursor, isEarlier: boolean): Readonly<Record<string, string>> {
  return { "last-event-id": buildCursor(start), ...(isEarlier ? { "subscription-starts": "earlier" } : {}) };
}

function requireCursor(text: string): Cursor {
  const cursor = parseCursor(text);
  if (cursor !== null) return cursor;
  throw badUserInput("after", "after must be a cursor, as given by an event of this subscription.");
}
