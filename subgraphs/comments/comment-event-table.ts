import type { EventTable } from "../shared/event-log/event-log.ts";
import type { PrismaClient } from "./generated/prisma/client.ts";
import type { CommentAddedRecord } from "./records.ts";

/** The events of comments in the database of `prisma`. */
export function createCommentEventTable(prisma: PrismaClient): EventTable<CommentAddedRecord> {
  return {
    // One query for both aggregates would read all events.
    read: (position, limit) => prisma.$queryRaw<CommentAddedRecord[]>`
      SELECT "position", "mark", "commentId", "bookId",
        (SELECT min("position") FROM "CommentEvent") AS "first", (SELECT max("position") FROM "CommentEvent") AS "last"
      FROM "CommentEvent" WHERE "position" >= ${position} ORDER BY "position" LIMIT ${limit}`,
    findNewest: () => prisma.commentEvent.findFirst({ orderBy: { position: "desc" } }),
    deleteBefore: (position) => prisma.commentEvent.deleteMany({ where: { position: { lt: position } } }),
  };
}
