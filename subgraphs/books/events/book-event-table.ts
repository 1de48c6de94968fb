import type { EventRow, EventTable } from "../../shared/event-log/event-log.ts";
import type { BookEvent } from "../../shared/events/book-events.ts";
import type { PrismaClient } from "../generated/prisma/client.ts";

/** What has happened to a book. */
export interface BookEventRow extends EventRow {
  readonly type: BookEvent["type"];
  readonly bookId: string;
}

/** The events of books in the database of `prisma`. */
export function createBookEventTable(prisma: PrismaClient): EventTable<BookEventRow> {
  return {
    // One query for both aggregates would read all events.
    read: (position, limit) => prisma.$queryRaw<BookEventRow[]>`
      SELECT position, mark, type, bookId,
        (SELECT min(position) FROM BookEvent) AS first, (SELECT max(position) FROM BookEvent) AS last
      FROM BookEvent WHERE position >= ${position} ORDER BY position LIMIT ${limit}`,
    findNewest: () => prisma.bookEvent.findFirst({ orderBy: { position: "desc" } }),
    deleteBefore: (position) => prisma.bookEvent.deleteMany({ where: { position: { lt: position } } }),
  };
}
