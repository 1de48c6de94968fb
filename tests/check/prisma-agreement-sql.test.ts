import { describe, expect, it } from "@jest/globals";
import { compareBooks, listPlaces } from "./prisma-agreement-context.ts";

const PRISMA = `model Book {
  id Int @id
  title String
  shelf Int
  position Int
  ownerId Int @map("owner_id")
  owner Owner @relation(fields: [ownerId], references: [id])
  @@index([shelf, position])
  @@map("books")
}
model Owner {
  id Int @id
  name String
  books Book[]
}`;
const LINES = { title: 6, position: 8, ownerId: 9, name: 16 };

/** `sql` as a template, with a value put in for every "?". */
const inTemplate = (tag: string, sql: string) => `${tag}\`${sql.split("?").join(`\${value}`)}\``;
const inQuery = (sql: string) => inTemplate("prisma.$queryRaw<Row[]>", sql);

function listFindings(code: string): Promise<string[]> {
  return compareBooks({ prisma: PRISMA, code }).then(listPlaces);
}

describe("SQL in code", () => {
  it.each([
    ["a filter", "SELECT * FROM books WHERE title = ?", LINES.title],
    ["a filter in other letters", 'select * from Books where "TITLE" = ?', LINES.title],
    ["a column of another name", "SELECT * FROM books WHERE owner_id = ?", LINES.ownerId],
    ["a qualified column", "SELECT * FROM books AS b WHERE b.title > ?", LINES.title],
    ["a column in a function", "SELECT * FROM books WHERE instr(title, ?) > 0", LINES.title],
    [
      "a filter beside a column called like a keyword",
      "SELECT * FROM books b WHERE b.offset = 1 AND title = ?",
      LINES.title,
    ],
    ["a filter in parentheses", "SELECT * FROM books WHERE ((title = ?))", LINES.title],
    ["one side of an OR", "SELECT * FROM books WHERE id = 1 OR title = ?", LINES.title],
    ["a range", "SELECT * FROM books WHERE title BETWEEN ? AND ?", LINES.title],
    ["a filter of an update", "UPDATE books SET id = id WHERE title = ?", LINES.title],
    ["a filter of a deletion", "DELETE FROM books WHERE title = ?", LINES.title],
    ["a filter behind comments", "SELECT * -- FROM owner\nFROM books /* WHERE id = 1 */ WHERE title = ?", LINES.title],
    [
      "a subquery's filter",
      "SELECT * FROM Owner WHERE id IN (SELECT owner_id FROM books WHERE title = ?)",
      LINES.title,
    ],
    [
      "a subquery that depends on the row",
      "SELECT * FROM Owner o WHERE o.id = 1 AND EXISTS (SELECT 1 FROM books WHERE owner_id = o.id)",
      LINES.ownerId,
    ],
    [
      "a filter of one part of a union",
      "SELECT id FROM books WHERE id = 1 UNION SELECT id FROM books WHERE title = ?",
      LINES.title,
    ],
    ["a filter of a joined table", "SELECT * FROM books b JOIN Owner o ON o.name = ? WHERE b.id = 1", LINES.name],
    [
      "a filter of what is inserted",
      "INSERT INTO Owner (id) SELECT owner_id FROM books WHERE title = ? ON CONFLICT (id) DO NOTHING",
      LINES.title,
    ],
  ])("needs an index for %s", async (_what, sql, line) => {
    expect(await listFindings(inQuery(sql))).toEqual([`unindexed-filter schema.prisma:${line} books.ts:1`]);
  });

  it.each([
    ["an order", "SELECT * FROM books ORDER BY title LIMIT 3", LINES.title],
    [
      "an order behind a filter of another index",
      "SELECT * FROM books WHERE shelf = 1 ORDER BY books.owner_id DESC, id",
      LINES.ownerId,
    ],
  ])("needs an index for %s", async (_what, sql, line) => {
    expect(await listFindings(inQuery(sql))).toEqual([`unindexed-order schema.prisma:${line} books.ts:1`]);
  });

  it.each([
    ["the id", "SELECT * FROM books WHERE id > ? ORDER BY id"],
    ["an indexed column and another", "SELECT * FROM books WHERE shelf = ? AND title = ? ORDER BY position"],
    ["an OR beside an indexed column", "SELECT * FROM books WHERE id > 1 AND (title = 'a' OR position = 1)"],
    ["a column that is put in", "SELECT * FROM books WHERE ? = ? AND title = 'a'"],
    ["a join by the other side's id", "SELECT * FROM books JOIN Owner ON Owner.id = books.owner_id WHERE shelf = 1"],
    ["what is not so", "SELECT * FROM books WHERE NOT title = 'a'"],
    ["another value than one", "SELECT * FROM books WHERE title <> 'a' AND owner_id IS NOT NULL"],
    ["a case", "SELECT * FROM books WHERE CASE WHEN title = 'a' OR position = 1 THEN 1 ELSE 0 END"],
    ["another table's column of that name", "SELECT * FROM json_each(?) AS list WHERE list.title = 1"],
    ["an expression", "SELECT * FROM books ORDER BY length(title)"],
    ["a window", "SELECT row_number() OVER (ORDER BY title) FROM books WHERE id = 1"],
    ["no column", "SELECT 1"],
    ["what only stands in a text", "SELECT * FROM books WHERE id = 'title = 1 OR title = 2'"],
  ])("needs none for %s", async (_what, sql) => {
    expect(await listFindings(inQuery(sql))).toEqual([]);
  });

  it.each([
    ["$executeRaw", inTemplate("prisma.$executeRaw", "DELETE FROM books WHERE title = ?")],
    ["Prisma.sql", `prisma.$queryRaw(${inTemplate("Prisma.sql", "SELECT * FROM books WHERE title = ?")})`],
    ["$queryRawUnsafe", "prisma.$queryRawUnsafe('SELECT * FROM books WHERE title = ?', title)"],
    [
      "a comment first",
      `prisma.$queryRaw${"`"}/* scan */ -- all\nSELECT * FROM books WHERE title = ${"$"}{title}${"`"}`,
    ],
    ["$executeRawUnsafe", `prisma.$executeRawUnsafe(${inTemplate("", "DELETE FROM books WHERE title = ?")})`],
  ])("is found in %s", async (_where, code) => {
    expect(await listFindings(code)).toEqual([`unindexed-filter schema.prisma:${LINES.title} books.ts:1`]);
  });

  it.each([
    ["a fragment", inTemplate("Prisma.sql", "FROM books WHERE title = ?")],
    ["another template", inTemplate("html", "SELECT * FROM books WHERE title = ?")],
    ["what is not closed", inQuery("SELECT * FROM books WHERE (id = 1 AND (title = 'a")],
  ])("is left alone in %s", async (_where, code) => {
    expect(await listFindings(code)).toEqual([]);
  });
});
