import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { openBooksDatabase } from "../../../subgraphs/books/database/open-books.ts";
import { createBookEventTable } from "../../../subgraphs/books/events/book-event-table.ts";
import { createEventLog } from "../../../subgraphs/shared/event-log/event-log.ts";

const PAGE_SIZE = 500;

export interface OrderedEvents {
  readonly written: number;
  readonly seconds: number;
  /** Events that the follower never got, and those that it got twice or out of order. */
  readonly missed: number;
  readonly repeated: number;
  /** Positions that no event has, although writes are rolled back. */
  readonly gaps: number;
}

/** In an empty database of books, lets `processes` processes, with four writers each, write `count` events, while a follower reads them as they come. */
export async function writeAndFollow(databaseUrl: string, processes: number, count: number): Promise<OrderedEvents> {
  const database = await openBooksDatabase({ name: "books", databaseUrl, logLevel: "info" });
  const log = createEventLog(createBookEventTable(database.prisma), Number.MAX_SAFE_INTEGER);
  const begunAt = performance.now();
  const writers = Array.from({ length: processes }, () =>
    fork("tests/demo/postgresql/event-writer.ts", [databaseUrl, String(count / processes)], {
      execArgv: ["--import", "tsx"],
    }),
  );
  let isWriting = true;
  const written = Promise.all(writers.map((writer) => once(writer, "exit"))).then((exits) => {
    isWriting = false;
    for (const [code] of exits) if (code !== 0) throw new Error(`a writer ended with ${code}`);
  });
  const seen = new Set<string>();
  let cursor = await log.findEnd();
  let repeated = 0;
  for (;;) {
    const wasWriting = isWriting;
    const page = await log.read(cursor, PAGE_SIZE);
    if (page === null) throw new Error("the follower was told to begin anew");
    for (const event of page.events) {
      if (seen.has(event.bookId) || event.position <= cursor.position) repeated += 1;
      seen.add(event.bookId);
      cursor = event;
    }
    if (page.events.length === 0 && !wasWriting) break;
    if (page.events.length === 0) await delay(1);
  }
  await written;
  const seconds = (performance.now() - begunAt) / 1000;
  const all = await database.prisma.book.findMany({ select: { id: true } });
  await database.prisma.$disconnect();
  const missed = all.filter(({ id }) => !seen.has(id)).length;
  return { written: all.length, seconds, missed, repeated, gaps: cursor.position - all.length };
}
