import type { Page } from "../../shared/pagination.ts";
import { Prisma, type PrismaClient } from "../generated/prisma/client.ts";
import type { CommentRecord } from "../records.ts";

/** Comments are listed by their book or by their author. */
export type CommentParent = "bookId" | "authorId";

/** The table whose `commentCount` the database keeps for each parent. */
export const COUNTERS = { bookId: "KnownBook", authorId: "Commenter" } as const;

/** Null: the parent is not known here, or has no comments. */
export interface Counted {
  readonly commentCount: number | null;
}

/** `comments`: a JSON list of lists of columns: id, bookId, authorId, body, createdAt, updatedAt. */
export interface CountedPage extends Counted {
  readonly comments: string;
}

/** A book, with the position of an event. */
export interface BookAt {
  readonly id: string;
  readonly position: number;
}

/** The statements that each kind of database has in its own words. */
export type CommentStatements = ReturnType<typeof createStatements>;

/** The statements for SQLite. */
export function createStatements(prisma: PrismaClient) {
  return {
    /** The comments with these ids, in any order. */
    findComments(ids: readonly string[]): Promise<CommentRecord[]> {
      // Prisma's own `in` takes three times as long.
      return prisma.$queryRaw`
        SELECT comment.id, bookId, authorId, body, createdAt, updatedAt FROM json_each(${JSON.stringify(ids)}) AS wanted
        CROSS JOIN Comment AS comment ON comment.id = wanted.value`;
    },

    /**
     * For each parent id, in order, its comments on the page, oldest first. One statement, which reads no more rows than
     * it returns: the innermost query stops at its LIMIT for each parent. A window function would number all comments.
     */
    selectPages(
      parent: CommentParent,
      parentIds: readonly string[],
      { first, afterId }: Page,
    ): Promise<readonly CountedPage[]> {
      return prisma.$queryRaw`
        SELECT commentCount, (
          SELECT json_group_array(json_array(id, bookId, authorId, body, createdAt, updatedAt)) FROM (
            SELECT id, bookId, authorId, body, createdAt, updatedAt FROM Comment
            WHERE ${Prisma.raw(parent)} = parent.value AND id > ${afterId ?? ""} ORDER BY id LIMIT ${first + 1}
          )
        ) AS comments
        FROM json_each(${JSON.stringify(parentIds)}) AS parent
        LEFT JOIN ${Prisma.raw(COUNTERS[parent])} AS counter ON counter.id = parent.value
        ORDER BY parent.key`;
    },

    /** For each parent id, in order, how many comments it has. */
    selectCounts(parent: CommentParent, parentIds: readonly string[]): Promise<readonly Counted[]> {
      return prisma.$queryRaw`
        SELECT commentCount FROM json_each(${JSON.stringify(parentIds)}) AS parent
        LEFT JOIN ${Prisma.raw(COUNTERS[parent])} AS counter ON counter.id = parent.value
        ORDER BY parent.key`;
    },

    /** Forgets known books that were deleted after they were known. @returns how many */
    forgetBooks(deleted: readonly BookAt[]): Prisma.PrismaPromise<number> {
      return prisma.$executeRaw`
        DELETE FROM KnownBook WHERE id IN (
          SELECT known.id FROM json_each(${JSON.stringify(deleted)}) AS event
          JOIN KnownBook AS known ON known.id = event.value ->> 'id' AND known.position < event.value ->> 'position')`;
    },

    /** Adds books that are not known yet. */
    addBooks(added: readonly BookAt[]): Prisma.PrismaPromise<number> {
      return prisma.$executeRaw`
        INSERT INTO KnownBook (id, position)
        SELECT value ->> 'id', value ->> 'position' FROM json_each(${JSON.stringify(added)}) WHERE true
        ON CONFLICT DO NOTHING`;
    },

    /** Adds a book that exists at `position`, unless newer events of the feed were followed. */
    addFoundBook(feed: string, { id, position }: BookAt): Prisma.PrismaPromise<number> {
      return prisma.$executeRaw`
        INSERT INTO KnownBook (id, position)
        SELECT ${id}, ${position} FROM FeedPosition WHERE feed = ${feed} AND position <= ${position}
        ON CONFLICT (id) DO UPDATE SET position = max(position, excluded.position)`;
    },

    /** Forgets known books after `after`, up to `end` (null: all), known at `position` or before, that are not `kept`. */
    forgetOthers(
      kept: readonly string[],
      after: string,
      end: string | null,
      position: number,
    ): Prisma.PrismaPromise<number> {
      return prisma.$executeRaw`
        DELETE FROM KnownBook
        WHERE id > ${after} AND id <= ${end ?? BEHIND_ALL_IDS} AND position <= ${position}
          AND id NOT IN (SELECT value FROM json_each(${JSON.stringify(kept)}))`;
    },

    /** The books are known to exist at `position`. */
    confirmBooks(ids: readonly string[], position: number): Prisma.PrismaPromise<number> {
      return prisma.$executeRaw`
        INSERT INTO KnownBook (id, position) SELECT value, ${position} FROM json_each(${JSON.stringify(ids)}) WHERE true
        ON CONFLICT (id) DO UPDATE SET position = max(position, excluded.position)`;
    },
  };
}

/** Sorts after every id: ids are hexadecimal digits and hyphens. */
const BEHIND_ALL_IDS = "~";
