import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { listMigrations } from "../../packages/check/prisma-agreement/rehearsal/list-migrations.ts";
import { rehearseMigrations } from "../../packages/check/prisma-agreement/rehearsal/rehearse-migrations.ts";
import { splitStatements } from "../../packages/check/prisma-agreement/rehearsal/split-statements.ts";
import { openRehearsalDatabase } from "../../scripts/open-rehearsal-database.ts";
import { OWN_DATABASES } from "../support/own-subgraphs.ts";
import { compareBooks } from "./prisma-agreement-context.ts";

const OLD = `CREATE TABLE "Author" ("id" TEXT NOT NULL PRIMARY KEY, "email" TEXT);
CREATE UNIQUE INDEX "Author_email_key" ON "Author"("email");
CREATE TABLE "Book" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" TEXT NOT NULL,
    "subtitle" TEXT,
    "status" TEXT NOT NULL DEFAULT 'open' CHECK ("status" IN ('open', 'closed')),
    "authorId" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Book_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "Author" ("id") ON DELETE CASCADE
);
CREATE TABLE "Prize" ("bookId" INTEGER NOT NULL PRIMARY KEY REFERENCES "Book", "shelf" TEXT NOT NULL);
CREATE TABLE "Loan" ("bookId" INTEGER NOT NULL, "day" DATETIME NOT NULL, PRIMARY KEY ("bookId", "day"));`;

/** As Prisma writes it: the table is made anew, with the columns in `definition`, and the rows in `copied` put into it. */
function redefine(definition: string, copied: string, where = ""): string {
  return `-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_Book" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "authorId" TEXT NOT NULL,
    ${definition},
    CONSTRAINT "Book_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "Author" ("id") ON DELETE CASCADE
);
INSERT INTO "new_Book" ("id", "authorId", ${copied}) SELECT "id", "authorId", ${copied} FROM "Book"${where};
DROP TABLE "Book";
ALTER TABLE "new_Book" RENAME TO "Book";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;`;
}

/** What is found when `added` is the newest migration; each finding as `code:line message`. */
async function rehearse(added: string, old = OLD): Promise<string[]> {
  const { findings } = await compareBooks({
    files: {
      "prisma/books/migrations/1_old/migration.sql": old,
      "prisma/books/migrations/2_new/migration.sql": added,
    },
  });
  for (const { places } of findings)
    expect(places).toMatchObject([{ file: "prisma/books/migrations/2_new/migration.sql" }]);
  return findings.map(({ severity, code, places, message }) => {
    return `${severity} ${code}:${places[0]?.line} ${message}`;
  });
}

describe("a new migration is tried on a database that has rows in every table", () => {
  it.each([
    [
      "a required column without a default, by ALTER TABLE",
      '-- AlterTable\nALTER TABLE "Book" ADD COLUMN "pages" INTEGER NOT NULL;',
      2,
      "the rows of Book: none has a pages yet.",
    ],
    [
      "a required column without a default, in a table made anew",
      redefine('"title" TEXT NOT NULL, "pages" INTEGER NOT NULL', '"title"'),
      10,
      "the rows of Book: none has a pages yet.",
    ],
    [
      "a column that becomes required",
      redefine('"title" TEXT NOT NULL, "subtitle" TEXT NOT NULL', '"title", "subtitle"'),
      10,
      "rows of Book that have no subtitle.",
    ],
    [
      "a unique index",
      'CREATE TABLE "Shelf" ("id" TEXT);\n\n-- CreateIndex\nCREATE UNIQUE INDEX "Book_title_key" ON "Book"("title");',
      4,
      "rows of Book that have the same title.",
    ],
    [
      "a unique index on two columns",
      'CREATE UNIQUE INDEX "key" ON "Book"("title", "authorId");',
      1,
      "rows of Book that have the same title and authorId.",
    ],
    [
      "one to one where it was one to many",
      'CREATE UNIQUE INDEX "Book_authorId_key" ON "Book"("authorId");',
      1,
      "rows of Book that have the same authorId.",
    ],
    [
      "one to one in a part of a key",
      'CREATE UNIQUE INDEX "key" ON "Loan"("bookId");',
      1,
      "rows of Loan that have the same bookId.",
    ],
    [
      "a condition",
      redefine('"title" TEXT NOT NULL CHECK (length("title") > 90)', '"title"'),
      10,
      'rows that it does not suit (CHECK constraint failed: length("title") > 90).',
    ],
  ])("%s stops", async (_what, sql, line, rows) => {
    const found = await rehearse(sql);
    expect(found).toEqual([expect.stringContaining(` in the migration 2_new stops at ${rows}`)]);
    expect(found[0]).toMatch(new RegExp(`^error migration-stops:${line} `));
  });

  it("a new reference to what is not there stops", async () => {
    const sql = `CREATE TABLE "new_Prize" ("bookId" INTEGER NOT NULL PRIMARY KEY REFERENCES "Book", "shelf" TEXT NOT NULL REFERENCES "Shelf"("id"));
CREATE TABLE "Shelf" ("id" TEXT NOT NULL PRIMARY KEY);
INSERT INTO "new_Prize" SELECT * FROM "Prize";
DROP TABLE "Prize";
ALTER TABLE "new_Prize" RENAME TO "Prize";`;
    expect(await rehearse(sql)).toEqual([
      "error migration-stops:1 The migration 2_new stops at rows of Prize that refer to a Shelf that is not there.",
    ]);
  });

  it.each([
    ["a column that may be null", 'ALTER TABLE "Book" ADD COLUMN "pages" INTEGER;'],
    ["a column with a default", 'ALTER TABLE "Book" ADD COLUMN "pages" INTEGER NOT NULL DEFAULT 0;'],
    [
      "a required column that is filled first",
      `ALTER TABLE "Book" ADD COLUMN "pages" INTEGER;\nUPDATE "Book" SET "pages" = 1;\n${redefine('"title" TEXT NOT NULL, "pages" INTEGER NOT NULL', '"title", "pages"')}`,
    ],
    ["a unique index where nothing is twice", 'CREATE UNIQUE INDEX "x" ON "Book"("id", "title");'],
    [
      "a unique index on a new column",
      'ALTER TABLE "Book" ADD "isbn" TEXT; CREATE UNIQUE INDEX "x" ON "Book"("isbn");',
    ],
    ["a table of another name", 'ALTER TABLE "Prize" RENAME TO "Award";'],
    ["a column of another name", 'ALTER TABLE "Prize" RENAME COLUMN "shelf" TO "board";'],
    [
      "rows that are filled in by a trigger",
      `CREATE TRIGGER "t" AFTER INSERT ON "Book" BEGIN
         UPDATE "Book" SET "title" = CASE WHEN 1 THEN ';' ELSE 'x' END; SELECT 1;
       END;
       INSERT INTO "Book" ("title", "authorId") SELECT 'new; it''s', "id" FROM "Author"; -- the end;`,
    ],
  ])("%s passes", async (_what, sql) => {
    expect(await rehearse(sql)).toEqual([]);
  });

  it.each([
    ["a table that is dropped", 'DROP TABLE "Prize";', "drops Prize"],
    ["rows that are deleted", 'DELETE FROM "Prize" WHERE "bookId" = 1001;', "removes rows of Prize"],
    [
      "a copy of fewer rows",
      redefine(
        '"title" TEXT NOT NULL, "subtitle" TEXT NOT NULL',
        '"title", "subtitle"',
        ' WHERE "subtitle" IS NOT NULL',
      ),
      "removes rows of Book",
    ],
  ])("%s is warned of", async (_what, sql, what) => {
    // What refers to the rows would be an error of its own.
    const old = what.endsWith("Book") ? OLD.replace(' REFERENCES "Book"', "") : OLD;
    expect(await rehearse(sql, old)).toEqual([
      `warning migration-loses-rows:1 The migration 2_new ${what}, which had rows in a trial.`,
    ]);
  });

  describe("a trigger that its table loses", () => {
    const old = `${OLD}
      CREATE TRIGGER "Book_added" AFTER INSERT ON "Book" BEGIN UPDATE "Author" SET "email" = NULL WHERE 0; END;`;
    const rebuilt = redefine('"title" TEXT NOT NULL, "status" TEXT NOT NULL', '"title", "status"');

    it("is named when the table is rebuilt", async () => {
      expect(await rehearse(rebuilt, old)).toEqual([
        "warning migration-loses-triggers:1 The migration 2_new rebuilds Book without its trigger Book_added.",
      ]);
    });

    it("may be created again, or dropped by its name", async () => {
      const create = old.slice(old.indexOf("CREATE TRIGGER"));
      expect(await rehearse(`${rebuilt}\n${create}`, old)).toEqual([]);
      expect(await rehearse('DROP TRIGGER IF EXISTS "Book_added";', old)).toEqual([]);
    });
  });

  it("makes rows though an old migration turned foreign keys on", async () => {
    const old = `${OLD}\n${redefine('"title" TEXT NOT NULL', '"title"')}`;
    expect(await rehearse('CREATE TABLE "Shelf" ("id" TEXT);', old)).toEqual([]);
  });

  it("a stop that is meant can be accepted", async () => {
    const sql = 'ALTER TABLE "Book" ADD COLUMN "pages" INTEGER NOT NULL;';
    expect(await rehearse(`-- check-disable migration-stops: no book was ever written\n${sql}`)).toEqual([]);
    expect(await rehearse(`-- check-disable migration-stops:\n${sql}`)).toHaveLength(1);
  });

  it("a table that no row can be made for is named", async () => {
    const old = 'CREATE TABLE "Code" ("id" TEXT NOT NULL PRIMARY KEY CHECK (length("id") = 3));';
    expect(await rehearse('CREATE TABLE "Shelf" ("id" TEXT);', old)).toEqual([
      "warning migration-not-tried:1 Whether 2_new suits the rows of Code is not known: the check could make no row for the table.",
    ]);
  });

  it("rows that an index on an expression tells apart are made", async () => {
    const old =
      'CREATE TABLE "Tag" ("id" TEXT NOT NULL PRIMARY KEY, "name" TEXT NOT NULL, "note" TEXT NOT NULL); CREATE UNIQUE INDEX "x" ON "Tag"(lower("name"));';
    expect(await rehearse('CREATE UNIQUE INDEX "y" ON "Tag"("name");', old)).toEqual([]);
  });

  it("references that go round in a circle end", async () => {
    const old = `CREATE TABLE "A" ("id" TEXT NOT NULL PRIMARY KEY REFERENCES "B"("id"));
      CREATE TABLE "B" ("id" TEXT NOT NULL PRIMARY KEY REFERENCES "A"("id"));`;
    expect(await rehearse('ALTER TABLE "A" ADD "b" INTEGER NOT NULL;', old)).toEqual([
      expect.stringContaining("stops at the rows of A: none has a b yet."),
    ]);
  });
});

describe("the migrations of this project", () => {
  it.each(OWN_DATABASES)("of %s apply to rows, wherever a database stands", async (name) => {
    const root = join(import.meta.dirname, "..", "..");
    const { old, added } = await listMigrations(root, join("prisma", name, "migrations"), null);
    const migrations = [...old, ...added];
    expect(migrations.length).toBeGreaterThan(0);
    for (let applied = 0; applied < migrations.length; applied += 1) {
      const database = await openRehearsalDatabase();
      const rest = migrations.slice(applied);
      expect(await rehearseMigrations(database, migrations.slice(0, applied), rest)).toEqual([]);
      await database.close();
    }
  });
});

describe("a script is split where SQLite splits it", () => {
  it.each([
    ["a; b", ["a;", "b"]],
    ["a ';' \"x;\" `;` [;] /* ; */ -- ;\n b; c", ["a ';' \"x;\" `;` [;] /* ; */ -- ;\n b;", "c"]],
    [";;a;;", [";", ";", "a;", ";"]],
    ["-- only a comment;", []],
    [
      "create trigger t begin select 1; select case when 1 then 2 end; end; b",
      ["create trigger t begin select 1; select case when 1 then 2 end; end;", "b"],
    ],
    ["CREATE TEMP TRIGGER t BEGIN SELECT 1; END", ["CREATE TEMP TRIGGER t BEGIN SELECT 1; END"]],
  ])("%s", (script, statements) => {
    expect(splitStatements(script).map(({ sql }) => sql)).toEqual(statements.filter((sql) => sql !== ";"));
  });
});
