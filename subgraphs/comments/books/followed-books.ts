import type { FastifyInstance } from "fastify";
import { tryProcessLock } from "../../shared/database/process-lock.ts";
import type { PrismaClient } from "../generated/prisma/client.ts";
import type { BookEventSource } from "./book-event-source.ts";
import { type FollowerState, startBookFollower } from "./book-follower.ts";
import { createBookLookup } from "./book-lookup.ts";
import { createKnownBooks } from "./known-books.ts";

/**
 * The books that comments may be about. The known books in the database of `prisma` are kept up to date with `source`.
 * Among several processes on that database, the one that holds the lock at `lockFile` does so.
 */
export function createFollowedBooks(prisma: PrismaClient, source: BookEventSource, lockFile: string) {
  const knownBooks = createKnownBooks(prisma);
  let reportFailure: (error: unknown) => void = () => undefined;
  let findState: () => FollowerState | null = () => null;
  return {
    lookUp: createBookLookup(source, knownBooks, (error) => reportFailure(error)),
    /** Follows books from now on, until `server` closes. */
    follow(server: FastifyInstance): void {
      reportFailure = (error) => server.log.warn({ err: error }, "a book cannot be looked up at books");
      const follower = startBookFollower({
        source,
        knownBooks,
        tryLock: () => tryProcessLock(lockFile),
        log: server.log,
      });
      findState = follower.findState;
      server.addHook("preClose", () => follower.stop());
      server.addHook("onClose", () => source.close());
    },
    /** Null before the following has begun. */
    findState: () => findState(),
  };
}
