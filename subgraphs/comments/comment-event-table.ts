import type { EventRow, EventTable } from "../shared/event-log/event-log.ts";
import type { PrismaClient } from "./generated/prisma/client.ts";

/** A comment that was added. */
export interface CommentEventRow extends EventRow {
  readonly commentId: string;
  readonly bookId: string;
}

/** The events of comments in the database of `prisma`. */
export function createCommentEventTable(prisma: PrismaClient): EventTable<CommentEventRow> {
  return {
    // One query for both aggregates would read all events.
    read: (position, limit) => prisma.$queryRaw<CommentEventRow[]>`
      SELECT position, mark, commentId, bookId,
        (SELECT min(position) FROM CommentEvent) AS first, (SELECT max(position) FROM CommentEvent) AS last
      FROM CommentEvent WHERE position >= ${position} ORDER BY position LIMIT ${limit}`,
    findNewest: () => prisma.commentEvent.findFirst({ orderBy: { position: "desc" } }),
    deleteBefore: (position) => prisma.commentEvent.deleteMany({ where: { position: { lt: position } } }),
  };
}
