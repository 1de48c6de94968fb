import type { FastifyInstance } from "fastify";
import type { TryLock } from "../../shared/database/try-lock.ts";
import type { CommentsDatabase } from "../database/open-comments.ts";
import type { BookEventSource } from "./book-event-source.ts";
import { type FollowerState, startBookFollower } from "./book-follower.ts";
import { createBookLookup } from "./book-lookup.ts";
import { createKnownBooks } from "./known-books.ts";

/**
 * The books that comments may be about. The known books in `database` are kept up to date with `source`. Among
 * several processes on that database, the one that has the lock of `tryLock` does so.
 */
export function createFollowedBooks(database: CommentsDatabase, source: BookEventSource, tryLock: TryLock) {
  const knownBooks = createKnownBooks(database);
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
        tryLock,
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
