import { uuidv7 } from "uuidv7";
import { badUserInput, notFound } from "../../packages/server/errors/error-codes.ts";
import type { FairQueue } from "../../packages/server/overload/fair-queue.ts";
import { isUuid } from "../shared/cursor.ts";
import { isRecordNotFound } from "../shared/database/prisma-errors.ts";
import { buildConnection, type Page, type PageArguments, requirePage } from "../shared/pagination.ts";
import { requireTime } from "../shared/request-deadline.ts";
import { requireText } from "../shared/text-input.ts";
import type { BooksDatabase } from "./database/open-books.ts";
import { createMark } from "./events/outbox.ts";
import type { PrismaClient } from "./generated/prisma/client.ts";
import { BOOK_COLUMNS, type BookConnectionRecord, type BookRecord } from "./records.ts";
import { foldCase } from "./search.ts";
import { TEXT_LIMITS } from "./text-limits.ts";

const KIND = "book";

/** The rules and queries of the catalogue, over its database. */
export type Books = ReturnType<typeof createBooks>;

/**
 * The catalogue in its database. Each added or deleted book writes an event in the same transaction, for
 * followers; `onEvent` is called afterwards. Searches wait for their turn in `searches`.
 */
export function createBooks({ prisma, statements }: BooksDatabase, searches: FairQueue, onEvent: () => void) {
  return {
    /**
     * One page, oldest first; with `search`, the books whose title or author contains it. Searches wait in turn
     * under `shareKey`. @throws BAD_USER_INPUT, SERVICE_UNAVAILABLE when too much waits
     */
    async findPage(
      pageArguments: PageArguments,
      search: string | null | undefined,
      shareKey: string,
    ): Promise<BookConnectionRecord> {
      const page = requirePage(KIND, pageArguments);
      const searchKey = foldCase(search ?? "");
      if (searchKey === "") return listBooks(prisma, page);
      const { books, total } = await statements.search(page, searchKey, (read) =>
        searches.run(shareKey, () => {
          requireTime();
          return read();
        }),
      );
      return buildConnection(KIND, page, books, total);
    },

    /** The books with these ids, in any order. */
    findByIds: statements.findBooks,

    /** @throws BAD_USER_INPUT */
    async add({ title, author }: { readonly title: string; readonly author: string }): Promise<BookRecord> {
      const book = await statements.addBook({ id: uuidv7(), ...readTitle(title), ...readAuthor(author) }, createMark());
      onEvent();
      return book;
    },

    /** Absent and null members stay as they are. @throws BAD_USER_INPUT, NOT_FOUND */
    async update(
      id: string,
      { title, author }: Partial<Record<"title" | "author", string | null | undefined>>,
    ): Promise<BookRecord> {
      if (title == null && author == null) throw badUserInput("title", "Give a new title, a new author, or both.");
      const data = {
        ...(title == null ? {} : readTitle(title)),
        ...(author == null ? {} : readAuthor(author)),
      };
      try {
        return await prisma.book.update({ where: { id }, data, select: BOOK_COLUMNS });
      } catch (error) {
        throw isRecordNotFound(error) ? notFound(KIND, id) : error;
      }
    },

    /** @returns the id of the deleted book. @throws NOT_FOUND */
    async delete(id: string): Promise<string> {
      if (!isUuid(id)) throw notFound(KIND, id);
      if ((await statements.deleteBook(id, createMark())) === 0) throw notFound(KIND, id);
      onEvent();
      return id;
    },
  };
}

/** The columns that a title fills. @throws BAD_USER_INPUT */
function readTitle(given: string): { title: string; titleKey: string } {
  const title = requireText("title", given, 1, TEXT_LIMITS.title);
  return { title, titleKey: foldCase(title) };
}

/** The columns that an author fills. @throws BAD_USER_INPUT */
function readAuthor(given: string): { author: string; authorKey: string } {
  const author = requireText("author", given, 1, TEXT_LIMITS.author);
  return { author, authorKey: foldCase(author) };
}

/** The page, and how many books there are, in one statement. */
async function listBooks(prisma: PrismaClient, page: Page): Promise<BookConnectionRecord> {
  type Row = BookRecord & { readonly total: number };
  const rows = await prisma.$queryRaw<Row[]>`
    SELECT "id", "title", "author", "createdAt", (SELECT "count" FROM "RowCount" WHERE "table" = 'Book') AS "total"
    FROM "Book" WHERE "id" > ${page.afterId ?? ""} ORDER BY "id" LIMIT ${page.first + 1}`;
  return buildConnection(KIND, page, rows, rows[0]?.total ?? (() => countBooks(prisma)));
}

async function countBooks(prisma: PrismaClient): Promise<number> {
  return (await prisma.rowCount.findFirstOrThrow({ where: { table: "Book" } })).count;
}
