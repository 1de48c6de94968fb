import { fastify } from "fastify";
import { uuidv7 } from "uuidv7";
import { createCommentEventTable } from "../../../subgraphs/comments/comment-event-table.ts";
import { openCommentsDatabase } from "../../../subgraphs/comments/database/open-comments.ts";
import type { CommentAddedRecord } from "../../../subgraphs/comments/records.ts";
import type { EventTable } from "../../../subgraphs/shared/event-log/event-log.ts";
import type { FollowedEvents } from "../../../subgraphs/shared/event-log/event-tail.ts";
import { openEventLog } from "../../../subgraphs/shared/event-log/open-event-log.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { prepareDatabase } from "../../support/test-database.ts";

/** The log of comments in a database, as one process has it. */
export type CommentLog = Awaited<ReturnType<typeof openCommentLog>>;

export interface CommentLogSettings {
  readonly dataFolder?: string;
  readonly retained?: number;
}

/** Opens the log of comments in `dataFolder`, and counts the statements that read it. */
export async function openCommentLog({ dataFolder = createDataFolder(), retained = 100_000 }: CommentLogSettings = {}) {
  const databaseUrl = await prepareDatabase(dataFolder, "comments");
  const { prisma } = await openCommentsDatabase({ name: "comments", databaseUrl, logLevel: "info" });
  stopAfterTests(() => prisma.$disconnect());
  const table = createCommentEventTable(prisma);
  const faults: Error[] = [];
  let reads = 0;
  const watched: EventTable<CommentAddedRecord> = {
    ...table,
    read(position, limit) {
      reads += 1;
      const fault = faults.shift();
      return fault === undefined ? table.read(position, limit) : Promise.reject(fault);
    },
  };
  const log = await openEventLog(watched, retained);
  const server = fastify();
  log.serve(server);
  stopAfterTests(() => server.close());
  return {
    ...log,
    prisma,
    dataFolder,
    /** The next reads fail, one with each of these. */
    faults,
    countReads: () => reads,
    /** Adds comments on a book, one after another. @returns their ids */
    async add(bookId: string, count = 1): Promise<string[]> {
      await prisma.knownBook.upsert({ where: { id: bookId }, create: { id: bookId }, update: {} });
      const ids = Array.from({ length: count }, () => uuidv7());
      for (const id of ids) {
        await prisma.comment.create({ data: { id, bookId, authorId: "somebody", body: "read" } });
        log.announce();
      }
      return ids;
    },
    /** Follows the comments on a book. */
    followBook: (bookId: string, after: string | null = null, lastEventId: string | null = null) =>
      log.follow({ lastEventId }, after, (event) => event.bookId === bookId),
  };
}

/** The ids of the next `count` comments that `events` tells of. */
export async function takeIds(events: FollowedEvents<CommentAddedRecord>, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const { done, value } = await events.next();
    if (done) break;
    ids.push(value.commentId);
  }
  return ids;
}
