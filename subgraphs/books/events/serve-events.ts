import type { FastifyInstance, FastifyReply } from "fastify";
import type { BookEventFeed } from "./event-feed.ts";
import { bookParameters, feedQuery, idsQuery, requireParameters } from "./feed-request.ts";
import type { FollowedLog } from "./followed-log.ts";

/**
 * Serves the routes of subgraphs/shared/events/book-events.ts: the feed, the ids of all books, and the look-up of a book.
 * Once the server begins to close, no reader waits.
 */
export function serveBookEvents(server: FastifyInstance, log: FollowedLog, feed: BookEventFeed): void {
  server.get("/events", async (request, reply) => {
    const query = requireParameters(feedQuery, request.query);
    const page = await feed.read(query, createDepartureSignal(reply));
    if (page.kind === "events" && page.events.length === 0) request.summary.isIdle = true;
    return page;
  });
  server.get("/events/books", async ({ query }) => {
    const { after, limit } = requireParameters(idsQuery, query);
    return log.readBookIds(after, limit);
  });
  server.get("/events/books/:id", async ({ params }) => log.findBook(requireParameters(bookParameters, params).id));
  server.addHook("preClose", async () => feed.end());
}

/** Aborts when the client leaves. */
function createDepartureSignal({ raw }: FastifyReply): AbortSignal {
  const departure = new AbortController();
  raw.once("close", () => departure.abort());
  return departure.signal;
}
