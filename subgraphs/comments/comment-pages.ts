import type { CommentRecord } from "./records.ts";

type Columns = readonly [
  id: string,
  bookId: string,
  authorId: string,
  body: string,
  createdAt: string,
  updatedAt: string,
];

/** Reads the comments of a page as the database writes them. Prisma takes apart one text, not each value of each comment. */
export function parseComments(json: string): CommentRecord[] {
  const rows: readonly Columns[] = JSON.parse(json);
  return rows.map(([id, bookId, authorId, body, createdAt, updatedAt]) => ({
    id,
    bookId,
    authorId,
    body,
    createdAt,
    updatedAt,
  }));
}
