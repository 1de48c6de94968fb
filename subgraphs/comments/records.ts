import type { Moment } from "../shared/date-time.ts";
import type { EventRow } from "../shared/event-log/event-log.ts";
import type { Connection } from "../shared/pagination.ts";

/** A comment as this subgraph keeps it. */
export interface CommentRecord {
  readonly id: string;
  readonly bookId: string;
  readonly authorId: string;
  readonly body: string;
  readonly createdAt: Moment;
  readonly updatedAt: Moment;
}

/** Part of a parent's comments. */
export interface CommentPage {
  /** One more than the page has when another follows. */
  readonly comments: readonly CommentRecord[];
  /** How many comments the parent has on all pages. */
  readonly total: number;
}

/** One page of comments. */
export type CommentConnectionRecord = Connection<CommentRecord, number>;

/** The event of an added comment. */
export interface CommentAddedRecord extends EventRow {
  readonly commentId: string;
  readonly bookId: string;
}

/** A book of the books subgraph, known here by its id alone. */
export interface BookRecord {
  readonly id: string;
}

/** A user of the accounts subgraph, known here by its id alone. */
export interface UserRecord {
  readonly id: string;
}
