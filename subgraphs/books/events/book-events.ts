import type { FastifyInstance } from "fastify";
import { waitForLock } from "../../shared/database/wait-for-lock.ts";
import type { PrismaClient } from "../generated/prisma/client.ts";
import { createBookEventFeed } from "./event-feed.ts";
import { createBookEventLog } from "./event-log.ts";
import { serveBookEvents } from "./serve-events.ts";
import { createTrimming } from "./trimming.ts";

/** Opens the events in the database of `prisma`, for their followers. The latest `retained` are kept, or a few more. */
export async function openBookEvents(prisma: PrismaClient, retained: number) {
  const log = createBookEventLog(prisma, retained);
  await waitForLock(log.trim);
  const feed = createBookEventFeed(log);
  let reportFailure: (error: unknown) => void = () => undefined;
  const trimming = createTrimming(log, retained, (error) => reportFailure(error));
  return {
    /** Call it when an event was written. */
    announce(): void {
      feed.announce();
      trimming.note();
    },
    /** Serves the feed, until `server` closes. */
    serve(server: FastifyInstance): void {
      reportFailure = (error) => server.log.warn({ err: error }, "old events of books cannot be deleted");
      serveBookEvents(server, log, feed);
      server.addHook("onClose", () => trimming.settle());
    },
  };
}
