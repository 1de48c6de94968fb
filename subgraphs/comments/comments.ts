import { uuidv7 } from "uuidv7";
import type { Caller } from "../../packages/identity/caller.ts";
import { forbidden, notFound, subgraphUnavailable } from "../../packages/server/errors/error-codes.ts";
import { isUuid } from "../shared/cursor.ts";
import { isBrokenReference, isRecordNotFound } from "../shared/database/prisma-errors.ts";
import type { Page } from "../shared/pagination.ts";
import { requireText } from "../shared/text-input.ts";
import type { LookUpBook } from "./books/book-lookup.ts";
import { parseComments } from "./comment-pages.ts";
import type { CommentsDatabase } from "./database/open-comments.ts";
import type { CommentParent } from "./database/sqlite.ts";
import type { Prisma, PrismaClient } from "./generated/prisma/client.ts";
import type { CommentPage, CommentRecord } from "./records.ts";
import { TEXT_LIMITS } from "./text-limits.ts";

const KIND = "comment";
const MODERATION_SCOPE = "comments:moderate";
/** Newer events may overtake the answer to a look-up: then the book is looked up once more. */
const MAXIMUM_LOOKUPS = 2;

/** The rules and queries of comments, over their database. */
export type Comments = ReturnType<typeof createComments>;

/**
 * The comments in their database. `lookUpBook` looks for books that are unknown there. With each added comment,
 * the database writes an event; `onEvent` is called afterwards.
 */
export function createComments({ prisma, statements }: CommentsDatabase, lookUpBook: LookUpBook, onEvent: () => void) {
  return {
    /** For each parent id, in order, its comments on `page`, oldest first. */
    async findPages(parent: CommentParent, parentIds: readonly string[], page: Page): Promise<CommentPage[]> {
      const rows = await statements.selectPages(parent, parentIds, page);
      return rows.map(({ commentCount, comments }) => ({
        total: commentCount ?? 0,
        comments: parseComments(comments),
      }));
    },

    /** For each parent id, in order, how many comments it has. */
    async count(parent: CommentParent, parentIds: readonly string[]): Promise<number[]> {
      const rows = await statements.selectCounts(parent, parentIds);
      return rows.map(({ commentCount }) => commentCount ?? 0);
    },

    /** The comments with these ids, in any order. */
    findByIds: statements.findComments,

    /** @throws BAD_USER_INPUT, NOT_FOUND, SUBGRAPH_UNAVAILABLE when the book is unknown here and books does not answer */
    async add(
      author: Caller,
      { bookId, body }: { readonly bookId: string; readonly body: string },
    ): Promise<CommentRecord> {
      const text = requireBody(body);
      if (!isUuid(bookId)) throw notFound("book", bookId);
      const data = { id: uuidv7(), bookId, authorId: author.id, body: text };
      for (let lookups = 0; ; lookups += 1) {
        const comment = await createIfBookIsKnown(prisma, data);
        if (comment !== null) {
          onEvent();
          return comment;
        }
        if (lookups === MAXIMUM_LOOKUPS) throw subgraphUnavailable("books");
        await lookUpBook(bookId);
      }
    },

    /** @throws BAD_USER_INPUT, NOT_FOUND, FORBIDDEN */
    async update(caller: Caller, id: string, body: string): Promise<CommentRecord> {
      const text = requireBody(body);
      await requireMayChange(prisma, caller, id);
      try {
        return await prisma.comment.update({ where: { id }, data: { body: text } });
      } catch (error) {
        throw isRecordNotFound(error) ? notFound(KIND, id) : error;
      }
    },

    /** @returns the id of the deleted comment. @throws NOT_FOUND, FORBIDDEN */
    async delete(caller: Caller, id: string): Promise<string> {
      await requireMayChange(prisma, caller, id);
      const { count } = await prisma.comment.deleteMany({ where: { id } });
      if (count === 0) throw notFound(KIND, id);
      return id;
    },
  };
}

async function createIfBookIsKnown(
  prisma: PrismaClient,
  data: Prisma.CommentUncheckedCreateInput,
): Promise<CommentRecord | null> {
  try {
    return await prisma.comment.create({ data });
  } catch (error) {
    if (isBrokenReference(error)) return null;
    throw error;
  }
}

function requireBody(given: string): string {
  return requireText("body", given, 1, TEXT_LIMITS.body);
}

async function requireMayChange(prisma: PrismaClient, caller: Caller, id: string): Promise<void> {
  const comment = await prisma.comment.findFirst({ where: { id }, select: { authorId: true } });
  if (comment === null) throw notFound(KIND, id);
  if (comment.authorId !== caller.id && !caller.scopes.has(MODERATION_SCOPE)) {
    throw forbidden("Only the author of a comment, or a moderator, may change it.");
  }
}
