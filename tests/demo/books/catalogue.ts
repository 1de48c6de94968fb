import { Prisma } from "../../../subgraphs/books/generated/prisma/client.ts";
import { usesPostgresql } from "../../support/test-database.ts";
import { withBooksDatabase } from "../events/databases.ts";

/** PostgreSQL ends a statement that takes long. */
const ROWS_AT_ONCE = 10_000;
const HEXADECIMAL = Prisma.raw(usesPostgresql ? `lpad(to_hex("n"), 12, '0')` : `printf('%012x', n)`);

/** Adds `count` books, which have no events, to the catalogue in `dataFolder`: for what only a large one shows. */
export async function fillCatalogue(dataFolder: string, count: number): Promise<void> {
  await withBooksDatabase(dataFolder, async (prisma) => {
    for (let first = 1; first <= count; first += ROWS_AT_ONCE) {
      const last = Math.min(count, first + ROWS_AT_ONCE - 1);
      await prisma.$executeRaw`
        WITH RECURSIVE "number" ("n") AS (
          SELECT CAST(${first} AS INTEGER) UNION ALL SELECT "n" + 1 FROM "number" WHERE "n" < ${last}
        )
        INSERT INTO "Book" ("id", "title", "titleKey", "author", "authorKey", "createdAt")
        SELECT '019b8d62-7a80-7000-9000-' || ${HEXADECIMAL},
          'Volume ' || "n", 'VOLUME ' || "n", 'Writer ' || "n", 'WRITER ' || "n", ${new Date()}
        FROM "number"`;
    }
  });
}
