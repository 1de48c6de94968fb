import type { EventTable } from "../../shared/event-log/event-log.ts";
import type { PrismaClient } from "../generated/prisma/client.ts";
import type { BookAddedRecord } from "../records.ts";

/** The events of books in the database of `prisma`. */
export function createBookEventTable(prisma: PrismaClient): EventTable<BookAddedRecord> {
  return {
    // One query for both aggregates would read all events.
    read: (position, limit) => prisma.$queryRaw<BookAddedRecord[]>`
      SELECT "position", "mark", "type", "bookId",
        (SELECT min("position") FROM "BookEvent") AS "first", (SELECT max("position") FROM "BookEvent") AS "last"
      FROM "BookEvent" WHERE "position" >= ${position} ORDER BY "position" LIMIT ${limit}`,
    findNewest: () => prisma.bookEvent.findFirst({ orderBy: { position: "desc" } }),
    deleteBefore: (position) => prisma.bookEvent.deleteMany({ where: { position: { lt: position } } }),
  };
}
