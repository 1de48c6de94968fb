import type { PrismaClient } from "../generated/prisma/client.ts";
import type { BookRecord } from "../records.ts";
import type { BookStatements } from "./sqlite.ts";

/** Null characters, and surrogates without their other half: no stored text holds one. */
const NEVER_STORED = /[\0\p{Cs}]/u;

/** The statements for PostgreSQL. */
export function createStatements(prisma: PrismaClient): BookStatements {
  return {
    findBooks: (ids) => prisma.$queryRaw`
      SELECT "id", "title", "author", "createdAt" FROM "Book" WHERE "id" = ANY(${ids}::text[])`,

    // Trigrams index texts of three letters and more; a shorter one reads every book.
    async search({ first, afterId }, searchKey, inTurn) {
      if (NEVER_STORED.test(searchKey)) return { books: [], total: 0 };
      const pattern = `%${searchKey.replace(/[\\%_]/g, "\\$&")}%`;
      const books = await inTurn(
        () => prisma.$queryRaw<BookRecord[]>`
          SELECT "id", "title", "author", "createdAt" FROM "Book"
          WHERE "id" > ${afterId ?? ""} AND ("titleKey" LIKE ${pattern} OR "authorKey" LIKE ${pattern})
          ORDER BY "id" LIMIT ${first + 1}`,
      );
      const count = () => prisma.$queryRaw<{ readonly matches: bigint }[]>`
        SELECT count(*) AS "matches" FROM "Book" WHERE "titleKey" LIKE ${pattern} OR "authorKey" LIKE ${pattern}`;
      return { books, total: async () => Number((await inTurn(count))[0]?.matches ?? 0) };
    },

    // One statement: others wait for the lock of events while it runs, and not from one round trip to the next.
    async addBook({ id, title, titleKey, author, authorKey }, mark) {
      const [book] = await prisma.$queryRaw<BookRecord[]>`
        WITH "added" AS (
          INSERT INTO "Book" ("id", "title", "titleKey", "author", "authorKey")
          VALUES (${id}, ${title}, ${titleKey}, ${author}, ${authorKey}) RETURNING "id", "title", "author", "createdAt"
        ), "event" AS (
          INSERT INTO "BookEvent" ("type", "bookId", "mark") SELECT 'BookAdded', "id", ${mark} FROM "added"
        )
        SELECT * FROM "added"`;
      if (book === undefined) throw new Error("PostgreSQL did not return the book that it added");
      return book;
    },

    // One statement: of several at once, only the one that deletes the book writes the event.
    deleteBook: (id, mark) => prisma.$executeRaw`
      WITH "gone" AS (DELETE FROM "Book" WHERE "id" = ${id} RETURNING "id")
      INSERT INTO "BookEvent" ("type", "bookId", "mark") SELECT 'BookDeleted', "id", ${mark} FROM "gone"`,
  };
}
