import type { BookEventPage, BookIdPage } from "../../shared/events/book-events.ts";
import type { Prisma, PrismaClient } from "../generated/prisma/client.ts";
import { sumUpEvents } from "./event-effect.ts";

/** How far the feed has been followed. */
export interface FollowedPosition {
  readonly position: number;
  /** Null: all books have to be compared first. */
  readonly cursor: string | null;
}

/**
 * The books that comments may be about, and how far the events of books have been followed. Each row holds the position
 * as of which its book is known to exist, so that whatever is learned late or twice changes nothing.
 */
export interface KnownBooks {
  findPosition(): Promise<FollowedPosition>;
  /** Applies events and moves on behind them, in one transaction. @returns how many books have gone, with their comments */
  applyEvents(page: BookEventPage): Promise<number>;
  /** Takes a book in that exists as of the event at `position`, unless what has been followed is newer than that. */
  add(id: string, position: number): Promise<void>;
  /** From now on every book that is known is in doubt, but for those that `add` takes in. */
  beginComparison(): Promise<void>;
  /**
   * Makes the known books behind the id `after`, up to the last of the page, those of the page. The first page is the one
   * behind no id. @returns how many have gone, with their comments
   */
  comparePage(after: string, page: BookIdPage): Promise<number>;
  /** All books have been compared: events are followed from the first page's moment on. */
  endComparison(firstPage: BookIdPage): Promise<void>;
}

const FEED = "books";
/** Behind every id: ids are hexadecimal digits and hyphens. */
const BEHIND_ALL_IDS = "~";

/** The known books in the database of `prisma`. */
export function createKnownBooks(prisma: PrismaClient): KnownBooks {
  return {
    async findPosition() {
      const { position, cursor } = await prisma.feedPosition.findUniqueOrThrow({ where: { feed: FEED } });
      return { position, cursor };
    },

    async applyEvents(page) {
      if (page.events.length === 0) return 0;
      const { deleted, added } = sumUpEvents(page.events);
      const [gone] = await prisma.$transaction([
        prisma.$executeRaw`
          DELETE FROM KnownBook WHERE id IN (
            SELECT known.id FROM json_each(${JSON.stringify(deleted)}) AS event
            JOIN KnownBook AS known ON known.id = event.value ->> 'id' AND known.position < event.value ->> 'position')`,
        prisma.$executeRaw`
          INSERT INTO KnownBook (id, position)
          SELECT value ->> 'id', value ->> 'position' FROM json_each(${JSON.stringify(added)}) WHERE true
          ON CONFLICT DO NOTHING`,
        moveTo(prisma, page),
      ]);
      return gone;
    },

    async add(id, position) {
      await prisma.$executeRaw`
        INSERT INTO KnownBook (id, position)
        SELECT ${id}, ${position} FROM FeedPosition WHERE feed = ${FEED} AND position <= ${position}
        ON CONFLICT (id) DO UPDATE SET position = max(position, excluded.position)`;
    },

    async beginComparison() {
      // Positions of another history would say that a book is known from events which are yet to come.
      await prisma.$transaction([
        prisma.$executeRaw`UPDATE KnownBook SET position = 0 WHERE position > 0`,
        prisma.$executeRaw`
          UPDATE FeedPosition SET position = 0, cursor = NULL
          WHERE feed = ${FEED} AND (position > 0 OR cursor IS NOT NULL)`,
      ]);
    },

    async comparePage(after, { bookIds, position, hasMore }) {
      const ids = JSON.stringify(bookIds);
      const end = (hasMore ? bookIds.at(-1) : undefined) ?? BEHIND_ALL_IDS;
      const [gone] = await prisma.$transaction([
        prisma.$executeRaw`
          DELETE FROM KnownBook
          WHERE id > ${after} AND id <= ${end} AND position <= ${position} AND id NOT IN (SELECT value FROM json_each(${ids}))`,
        prisma.$executeRaw`
          INSERT INTO KnownBook (id, position) SELECT value, ${position} FROM json_each(${ids}) WHERE true
          ON CONFLICT (id) DO UPDATE SET position = max(position, excluded.position)`,
        // What was found before the first page was read may have been deleted by then: it comes too late from here on.
        ...(after === "" ? [moveTo(prisma, { position, cursor: null })] : []),
      ]);
      return gone;
    },

    async endComparison(firstPage) {
      await moveTo(prisma, firstPage);
    },
  };
}

function moveTo(
  prisma: PrismaClient,
  { position, cursor }: FollowedPosition,
): Prisma.PrismaPromise<{ count: number }> {
  return prisma.feedPosition.updateMany({ where: { feed: FEED }, data: { position, cursor } });
}
