import type { BookEvent, BookEventAnswer, BookIdPage, BookLookup } from "../../shared/events/book-events.ts";
import type { PrismaClient } from "../generated/prisma/client.ts";
import { buildCursor, type Cursor } from "./cursor.ts";

/** Reads and trims the events of books. */
export type BookEventLog = ReturnType<typeof createBookEventLog>;

interface EventRow {
  readonly position: number;
  readonly mark: string;
  readonly type: BookEvent["type"];
  readonly bookId: string;
  /** The same in every row: the positions of the oldest event and of the newest. */
  readonly first: bigint;
  readonly last: bigint;
}

const NO_EVENTS = { first: 0, last: 0 };

/** The beginning of every history. */
const BEGINNING: Cursor = { position: 0, mark: "" };

/** Rows that one statement deletes. Nothing else runs meanwhile. */
const ROWS_AT_ONCE = 1_000;

/** The events in the database of `prisma`. At least `retained` are kept. */
export function createBookEventLog(prisma: PrismaClient, retained: number) {
  return {
    /** At most `limit` events after `after`. */
    async read(after: Cursor, limit: number): Promise<BookEventAnswer> {
      // The cursor's own event comes along: if it has changed or gone, others may be missing too.
      const rows = await prisma.$queryRaw<EventRow[]>`
        SELECT position, mark, type, bookId,
          (SELECT min(position) FROM BookEvent) AS first, (SELECT max(position) FROM BookEvent) AS last
        FROM BookEvent WHERE position >= ${after.position} ORDER BY position LIMIT ${limit + 1}`;
      const [{ first, last } = NO_EVENTS] = rows;
      if (!isContinued(after, rows)) return { kind: "resync" };
      const events = rows.filter(({ position }) => position > after.position).slice(0, limit);
      const end = events.at(-1) ?? after;
      return {
        kind: "events",
        events: events.map(({ position, type, bookId }) => ({ position, type, bookId })),
        position: end.position,
        cursor: buildCursor(end),
        first: Number(first),
        last: Number(last),
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
      const { position, mark } = newest ?? BEGINNING;
      return {
        bookIds: books.map(({ id }) => id),
        position,
        cursor: buildCursor({ position, mark }),
        hasMore: books.length === limit,
      };
    },

    async findBook(id: string): Promise<BookLookup> {
      // One statement, so that book and position are of the same state.
      const [row] = await prisma.$queryRaw<{ found: bigint; position: bigint | null }[]>`
        SELECT count(*) AS found, (SELECT max(position) FROM BookEvent) AS position FROM Book WHERE id = ${id}`;
      return { exists: Number(row?.found) > 0, position: Number(row?.position ?? 0) };
    },

    /** Deletes the oldest events beyond the number to keep. */
    async trim(): Promise<void> {
      const { first, last } = await findRange(prisma);
      const keptFrom = last - retained + 1;
      for (let position = first; position < keptFrom; position += ROWS_AT_ONCE) {
        await prisma.bookEvent.deleteMany({
          where: { position: { lt: Math.min(keptFrom, position + ROWS_AT_ONCE) } },
        });
      }
    },
  };
}

/** Whether `rows` begin at the event of `after`. If not, events are missing, or belong to another history. */
function isContinued(after: Cursor, [first]: readonly EventRow[]): boolean {
  if (after.position === BEGINNING.position) return first === undefined || first.position === 1;
  return first?.position === after.position && first.mark === after.mark;
}

/** The positions of the oldest event and of the newest. One query for both aggregates would read all events. */
async function findRange(prisma: PrismaClient): Promise<{ first: number; last: number }> {
  const [row] = await prisma.$queryRaw<{ first: bigint | null; last: bigint | null }[]>`
    SELECT (SELECT min(position) FROM BookEvent) AS first, (SELECT max(position) FROM BookEvent) AS last`;
  return { first: Number(row?.first ?? 0), last: Number(row?.last ?? 0) };
}
