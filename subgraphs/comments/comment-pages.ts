import type { Page } from "../shared/pagination.ts";
import { Prisma, type PrismaClient } from "./generated/prisma/client.ts";
import type { CommentPage, CommentRecord } from "./records.ts";

/** Comments are listed by their book or by their author. */
export type CommentParent = "bookId" | "authorId";

/** The table whose `commentCount` the database keeps for each parent. */
const COUNTERS = { bookId: "KnownBook", authorId: "Commenter" } as const;

/** Null: the parent is not known here, or has no comments. */
interface Counted {
  readonly commentCount: number | null;
}

interface CountedPage extends Counted {
  /** JSON. */
  readonly comments: string;
}

/**
 * For each parent id, in order, its comments on `page`, oldest first. One statement, which reads no more rows than it
 * returns: the innermost query stops at its LIMIT for each parent. A window function would number all comments.
 */
export async function selectPages(
  prisma: PrismaClient,
  parent: CommentParent,
  parentIds: readonly string[],
  { first, afterId }: Page,
): Promise<CommentPage[]> {
  // Prisma takes apart one text for a page, not each value of each comment.
  const rows = await prisma.$queryRaw<CountedPage[]>`
    SELECT commentCount, (
      SELECT json_group_array(json_array(id, bookId, authorId, body, createdAt, updatedAt)) FROM (
        SELECT id, bookId, authorId, body, createdAt, updatedAt FROM Comment
        WHERE ${Prisma.raw(parent)} = parent.value AND id > ${afterId ?? ""} ORDER BY id LIMIT ${first + 1}
      )
    ) AS comments
    FROM json_each(${JSON.stringify(parentIds)}) AS parent
    LEFT JOIN ${Prisma.raw(COUNTERS[parent])} AS counter ON counter.id = parent.value
    ORDER BY parent.key`;
  return rows.map(({ commentCount, comments }) => ({ total: commentCount ?? 0, comments: parseComments(comments) }));
}

/** For each parent id, in order, how many comments it has. */
export async function selectCounts(
  prisma: PrismaClient,
  parent: CommentParent,
  parentIds: readonly string[],
): Promise<number[]> {
  const rows = await prisma.$queryRaw<Counted[]>`
    SELECT commentCount FROM json_each(${JSON.stringify(parentIds)}) AS parent
    LEFT JOIN ${Prisma.raw(COUNTERS[parent])} AS counter ON counter.id = parent.value
    ORDER BY parent.key`;
  return rows.map(({ commentCount }) => commentCount ?? 0);
}

type Columns = readonly [
  id: string,
  bookId: string,
  authorId: string,
  body: string,
  createdAt: string,
  updatedAt: string,
];

function parseComments(json: string): CommentRecord[] {
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
