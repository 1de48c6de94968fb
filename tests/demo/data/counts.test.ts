import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createDataFolder } from "../../support/data-folder.ts";
import { prepareDatabase } from "../../support/test-database.ts";
import { readWrongCounts, withBooksDatabase, withCommentsDatabase } from "../events/databases.ts";

const dataFolder = createDataFolder();
await prepareDatabase(dataFolder, "books");

const number = fc.integer({ min: 0, max: 3 }).map((value) => `'${value}'`);

/** One statement over few books, users and comments, so that they meet. */
const bookStatement = fc.oneof(
  number.map(
    (id) => `INSERT INTO "Book" ("id", "title", "author", "titleKey", "authorKey") VALUES (${id}, 't', 'a', 'T', 'A')
    ON CONFLICT ("id") DO UPDATE SET "title" = 'again'`,
  ),
  number.map((id) => `DELETE FROM "Book" WHERE "id" >= ${id}`),
  number.map((id) => `UPDATE "Book" SET "titleKey" = 'U' WHERE "id" = ${id}`),
);
const commentStatement = fc.oneof(
  number.map((id) => `INSERT INTO "KnownBook" ("id") VALUES (${id}) ON CONFLICT DO NOTHING`),
  number.map((id) => `DELETE FROM "KnownBook" WHERE "id" = ${id}`),
  fc.tuple(number, number, number).map(
    ([id, book, author]) => `INSERT INTO "Comment" ("id", "bookId", "authorId", "body", "updatedAt")
      SELECT ${id}, "id", ${author}, 'b', '2026-01-01' FROM "KnownBook" WHERE "id" = ${book} ON CONFLICT DO NOTHING`,
  ),
  number.map((id) => `DELETE FROM "Comment" WHERE "id" <= ${id}`),
  fc.tuple(number, number).map(
    ([id, book]) => `UPDATE "Comment" SET "bookId" = ${book} WHERE "id" = ${id}
      AND EXISTS (SELECT 1 FROM "KnownBook" WHERE "id" = ${book})`,
  ),
  fc.tuple(number, number).map(([id, author]) => `UPDATE "Comment" SET "authorId" = ${author} WHERE "id" >= ${id}`),
);

describe("the kept counts", () => {
  it("are right after every statement, deletions with their book included", async () => {
    const statements = fc.tuple(
      fc.array(bookStatement, { minLength: 10, maxLength: 30 }),
      fc.array(commentStatement, { minLength: 20, maxLength: 60 }),
    );
    const property = fc.asyncProperty(statements, async ([ofBooks, ofComments]) => {
      await withBooksDatabase(dataFolder, async (prisma) => {
        for (const sql of ofBooks) await prisma.$executeRawUnsafe(sql);
      });
      await withCommentsDatabase(dataFolder, async (prisma) => {
        for (const sql of ofComments) {
          await prisma.$executeRawUnsafe(sql);
          expect(await prisma.$queryRaw`SELECT * FROM "WrongCount"`).toEqual([]);
        }
      });
      expect(await readWrongCounts(dataFolder)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 20 });
  });
});
