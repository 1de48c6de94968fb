import { BEGINNING, buildCursor, type Cursor } from "../../shared/event-log/cursor.ts";
import type { EventLog } from "../../shared/event-log/event-log.ts";
import type { BookEventAnswer, BookIdPage, BookLookup } from "../../shared/events/book-events.ts";
import type { PrismaClient } from "../generated/prisma/client.ts";
import type { BookAddedRecord } from "../records.ts";

/** Reads the events of books, and the books, for followers. */
export type FollowedLog = ReturnType<typeof createFollowedLog>;

/** The events of `log` in the database of `prisma`. */
export function createFollowedLog(prisma: PrismaClient, log: Pick<EventLog<BookAddedRecord>, "read">) {
  return {
    /** At most `limit` events after `after`. */
    async read(after: Cursor, limit: number): Promise<BookEventAnswer> {
      const page = await log.read(after, limit);
      if (page === null) return { kind: "resync" };
      const { events, first, last } = page;
      const end = events.at(-1) ?? after;
      return {
        kind: "events",
        events: events.map(({ position, type, bookId }) => ({ position, type, bookId })),
        position: end.position,
        cursor: buildCursor(end),
        first,
        last,
      };
    },

    /** The ids of at most `limit` books after the id `after`. */
    async readBookIds(after: string, limit: number): Promise<BookIdPage> {
      const [newest, books] = await prisma.$transaction([
        prisma.bookEvent.findFirst({ orderBy: { position: "desc" } }),
        prisma.book.findMany({
          where: { id: { gt: after } },
          orderBy: { id: "asc" },
          take: limit,
          select: { id: true },
        }),
      ]);
      const end = newest ?? BEGINNING;
      return {
        bookIds: books.map(({ id }) => id),
        position: end.position,
        cursor: buildCursor(end),
        hasMore: books.length === limit,
      };
    },

    async findBook(id: string): Promise<BookLookup> {
      // One statement, so that book and position are of the same state.
      const [row] = await prisma.$queryRaw<{ found: bigint; position: bigint | null }[]>`
        SELECT count(*) AS found, (SELECT max(position) FROM BookEvent) AS position FROM Book WHERE id = ${id}`;
      return { exists: Number(row?.found) > 0, position: Number(row?.position ?? 0) };
    },
  };
}
