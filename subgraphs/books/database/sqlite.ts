import type { Page } from "../../shared/pagination.ts";
import { buildAddedEvent } from "../events/outbox.ts";
import type { PrismaClient } from "../generated/prisma/client.ts";
import { BOOK_COLUMNS, type BookRecord, type NewBook } from "../records.ts";
import type { RunInTurn } from "../search.ts";
import { searchBooks } from "./sqlite-search.ts";

/** The statements that each kind of database has in its own words. */
export type BookStatements = ReturnType<typeof createStatements>;

/** The statements for SQLite. */
export function createStatements(prisma: PrismaClient) {
  return {
    /** The books with these ids, in any order. */
    findBooks(ids: readonly string[]): Promise<BookRecord[]> {
      // Prisma's own `in` takes three times as long.
      return prisma.$queryRaw`
        SELECT book.id, title, author, createdAt FROM json_each(${JSON.stringify(ids)}) AS wanted
        CROSS JOIN Book AS book ON book.id = wanted.value`;
    },

    /** Part of the books whose title or author contains a text, folded by `foldCase`, oldest first. */
    search: (page: Page, searchKey: string, inTurn: RunInTurn) => searchBooks(prisma, page, searchKey, inTurn),

    /** Adds a book, and writes its event with `mark`. */
    async addBook(data: NewBook, mark: string): Promise<BookRecord> {
      const [, book] = await prisma.$transaction([
        prisma.bookEvent.createMany({ data: buildAddedEvent(data.id, mark) }),
        prisma.book.create({ data, select: BOOK_COLUMNS }),
      ]);
      return book;
    },

    /** Deletes a book, and writes its event with `mark`, if the book exists. @returns how many were deleted */
    async deleteBook(id: string, mark: string): Promise<number> {
      const [, { count }] = await prisma.$transaction([
        prisma.$executeRaw`
          INSERT INTO BookEvent (type, bookId, mark) SELECT 'BookDeleted', id, ${mark} FROM Book WHERE id = ${id}`,
        prisma.book.deleteMany({ where: { id } }),
      ]);
      return count;
    },
  };
}
