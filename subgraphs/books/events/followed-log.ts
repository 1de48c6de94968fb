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
      type Row = { readonly id: string | null; readonly position: number | null; readonly mark: string | null };
      // One statement, so that books and event are of the same state. Without books, the event comes alone.
      const rows = await prisma.$queryRaw<Row[]>`
        SELECT "page"."id", "newest"."position", "newest"."mark" FROM (SELECT 1 AS "one") AS "always"
        LEFT JOIN (SELECT "position", "mark" FROM "BookEvent" ORDER BY "position" DESC LIMIT 1) AS "newest" ON "one" = 1
        LEFT JOIN (SELECT "id" FROM "Book" WHERE "id" > ${after} ORDER BY "id" LIMIT ${limit}) AS "page" ON "one" = 1
        ORDER BY "page"."id"`;
      const { position, mark } = rows[0] ?? BEGINNING;
      const end = position === null || mark === null ? BEGINNING : { position, mark };
      const bookIds = rows.map(({ id }) => id).filter((id) => id !== null);
      return { bookIds, position: end.position, cursor: buildCursor(end), hasMore: bookIds.length === limit };
    },

    async findBook(id: string): Promise<BookLookup> {
      // One statement, so that book and position are of the same state.
      const [row] = await prisma.$queryRaw<{ found: bigint; position: bigint | null }[]>`
        SELECT count(*) AS "found", (SELECT max("position") FROM "BookEvent") AS "position" FROM "Book" WHERE "id" = ${id}`;
      return { exists: Number(row?.found) > 0, position: Number(row?.position ?? 0) };
    },
  };
}
