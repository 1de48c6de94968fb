import type { Moment } from "../shared/date-time.ts";
import type { Connection } from "../shared/pagination.ts";

/** A book as this subgraph keeps it. */
export interface BookRecord {
  readonly id: string;
  readonly title: string;
  readonly author: string;
  readonly createdAt: Moment;
}

/** One page of books. */
export type BookConnectionRecord = Connection<BookRecord>;
