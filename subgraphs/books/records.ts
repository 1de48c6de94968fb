import type { Moment } from "../shared/date-time.ts";
import type { EventRow } from "../shared/event-log/event-log.ts";
import type { BookEvent } from "../shared/events/book-events.ts";
import type { Connection } from "../shared/pagination.ts";

/** A book as this subgraph keeps it. */
export interface BookRecord {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly createdAt: Moment;
}

/** What Prisma selects for a `BookRecord`. */
export const BOOK_COLUMNS = { id: true, title: true, author: true, createdAt: true } as const;

/** A book to be added: `titleKey` and `authorKey` are what searches compare. The database gives its time. */
export interface NewBook extends Omit<BookRecord, "createdAt"> {
  readonly titleKey: string;
  readonly authorKey: string;
}

/** An event of a book. Subscribers are told of those that add one. */
export interface BookAddedRecord extends EventRow {
  readonly type: BookEvent["type"];
  readonly bookId: string;
}

/** One page of books. */
export type BookConnectionRecord = Connection<BookRecord>;
