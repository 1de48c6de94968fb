import type { Connection } from "../shared/pagination.ts";

/** A comment as this subgraph keeps it. */
export interface CommentRecord {
  readonly id: string;
  readonly bookId: string;
  readonly authorId: string;
  readonly body: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One page of comments. */
export type CommentConnectionRecord = Connection<CommentRecord>;

/** A book of the books subgraph, known here by its id alone. */
export interface BookRecord {
  readonly id: string;
}

/** A user of the accounts subgraph, known here by its id alone. */
export interface UserRecord {
  readonly id: string;
}
