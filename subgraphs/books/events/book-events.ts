import type { FastifyInstance } from "fastify";
import type { NewsChannel } from "../../shared/event-log/news-channel.ts";
import { openEventLog } from "../../shared/event-log/open-event-log.ts";
import type { PrismaClient } from "../generated/prisma/client.ts";
import { createBookEventTable } from "./book-event-table.ts";
import { createBookEventFeed } from "./event-feed.ts";
import { createFollowedLog } from "./followed-log.ts";
import { serveBookEvents } from "./serve-events.ts";

/** What has happened to books, for subscribers and for comments. */
export type BookEvents = Awaited<ReturnType<typeof openBookEvents>>;

/** Opens the events in the database of `prisma`. The latest `retained` are kept, or a few more. Other processes tell by `news`. */
export async function openBookEvents(prisma: PrismaClient, retained: number, news: NewsChannel | null) {
  const log = await openEventLog(createBookEventTable(prisma), retained, news);
  const followedLog = createFollowedLog(prisma, log);
  const feed = createBookEventFeed(followedLog);
  news?.listen(feed.announce);
  return {
    follow: log.follow,
    /** Call it when an event was written. */
    announce(): void {
      feed.announce();
      log.announce();
    },
    /** Serves the feed for comments, until `server` closes. */
    serve(server: FastifyInstance): void {
      serveBookEvents(server, followedLog, feed);
      log.serve(server);
    },
  };
}
