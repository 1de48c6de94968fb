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

/** An event of a book. Subscribers are told of those that add one. */
export interface BookAddedRecord extends EventRow {
  readonly type: BookEvent["type"];
  readonly bookId: string;
}

/** One page of books. */
export type BookConnectionRecord = Connection<BookRecord>;
