import type { BookEventPage, BookIdPage } from "../../shared/events/book-events.ts";
import type { CommentsDatabase } from "../database/open-comments.ts";
import type { Prisma, PrismaClient } from "../generated/prisma/client.ts";
import { sumUpEvents } from "./event-effect.ts";

export interface FollowedPosition {
  readonly position: number;
  /** Null: all books have to be compared first. */
  readonly cursor: string | null;
}

/**
 * The books that comments may be about, and the position up to which events were followed. Each row holds the position at
 * which its book is known to exist, so that a late or repeated event changes nothing.
 */
export type KnownBooks = ReturnType<typeof createKnownBooks>;

const FEED = "books";

// Transactions that move the position do so first: PostgreSQL then lets a book that was found be added before them, or
// after them by the new position.

/** The known books in their database. */
export function createKnownBooks({ prisma, statements }: CommentsDatabase) {
  return {
    async findPosition(): Promise<FollowedPosition> {
      const { position, cursor } = await prisma.feedPosition.findUniqueOrThrow({ where: { feed: FEED } });
      return { position, cursor };
    },

    /** Applies events and moves on, in one transaction. @returns how many books were deleted, with their comments */
    async applyEvents(page: BookEventPage): Promise<number> {
      if (page.events.length === 0) return 0;
      const { deleted, added } = sumUpEvents(page.events);
      const [, gone] = await prisma.$transaction([
        moveTo(prisma, page),
        statements.forgetBooks(deleted),
        statements.addBooks(added),
      ]);
      return gone;
    },

    /** Adds a book that exists at `position`, unless newer events were followed. */
    async add(id: string, position: number): Promise<void> {
      await statements.addFoundBook(FEED, { id, position });
    },

    /** From now on every known book is in doubt, except those that `add` adds. */
    async beginComparison(): Promise<void> {
      // Positions of another history could be greater than those of events to come.
      await prisma.$transaction([
        prisma.$executeRaw`
          UPDATE "FeedPosition" SET "position" = 0, "cursor" = NULL
          WHERE "feed" = ${FEED} AND ("position" > 0 OR "cursor" IS NOT NULL)`,
        prisma.$executeRaw`UPDATE "KnownBook" SET "position" = 0 WHERE "position" > 0`,
      ]);
    },

    /**
     * Replaces the known books after the id `after`, up to the last of the page, by those of the page. `after` is empty
     * for the first page. @returns how many books were deleted, with their comments
     */
    async comparePage(after: string, { bookIds, position, hasMore }: BookIdPage): Promise<number> {
      const end = (hasMore ? bookIds.at(-1) : undefined) ?? null;
      const compare = [
        statements.forgetOthers(bookIds, after, end, position),
        statements.confirmBooks(bookIds, position),
      ];
      // A book found before the first page was read may be deleted by now: from here on, `add` ignores it.
      if (after !== "") return (await prisma.$transaction(compare))[0] ?? 0;
      const [, gone] = await prisma.$transaction([moveTo(prisma, { position, cursor: null }), ...compare]);
      return Number(gone);
    },

    /** All books are compared: events are followed from the first page on. */
    async endComparison(firstPage: BookIdPage): Promise<void> {
      await moveTo(prisma, firstPage);
    },
  };
}

function moveTo(prisma: PrismaClient, { position, cursor }: FollowedPosition): Prisma.PrismaPromise<{ count: number }> {
  return prisma.feedPosition.updateMany({ where: { feed: FEED }, data: { position, cursor } });
}
