import { describe, expect, it } from "@jest/globals";
import { prismaAgreementStep } from "../../packages/check/prisma-agreement/step.ts";
import { diffMigrations } from "../../scripts/diff-migrations.ts";
import { createTemporaryFolder } from "../composition/support/temporary-folder.ts";
import { compareBooks } from "./prisma-agreement-context.ts";
import { buildContext } from "./schema-lint-context.ts";

const PRISMA = `model Owner {
  id Int @id
}
model Book {
  id Int @id
  title String
  @@index([title])
}
`;
const FIRST = `CREATE TABLE "Owner" ("id" INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE "Book" ("id" INTEGER NOT NULL PRIMARY KEY, "title" TEXT NOT NULL);`;
const SECOND = `CREATE INDEX "Book_title_idx" ON "Book"("title");`;

function compareMigrations(prisma: string, ...migrations: readonly string[]) {
  const files = migrations.map((sql, index) => [`prisma/books/migrations/${index}_step/migration.sql`, sql] as const);
  return compareBooks({ prisma, files: Object.fromEntries(files), diffMigrations });
}

describe("a migration folder", () => {
  it("passes when its migrations produce schema.prisma", async () => {
    expect(await compareMigrations(PRISMA, FIRST, SECOND)).toMatchObject({ status: "passed", findings: [] });
  });

  it.each([
    [
      "lacks a column",
      PRISMA.replace("  title", "  pages Int?\n  title"),
      [FIRST, SECOND],
      7,
      'ALTER TABLE "Book" ADD COLUMN "pages" INTEGER;',
    ],
    ["lacks an index", PRISMA, [FIRST], 7, 'CREATE INDEX "Book_title_idx" ON "Book"("title");'],
    [
      "has an index too many",
      PRISMA.replace("  @@index([title])\n", ""),
      [FIRST, SECOND],
      7,
      'DROP INDEX "Book_title_idx";',
    ],
    [
      "makes a column nullable",
      PRISMA.replace("title String", "title String?"),
      [FIRST, SECOND],
      7,
      'CREATE TABLE "new_Book"',
    ],
    ["has a table too many", PRISMA.replace(/model Owner[^}]*}/, ""), [FIRST, SECOND], 1, 'DROP TABLE "Owner";'],
    ["is empty", PRISMA, [], 4, 'CREATE TABLE "Owner"'],
  ])("fails when it %s", async (_what, prisma, migrations, line, sql) => {
    const { findings } = await compareMigrations(prisma, ...migrations);
    expect(findings).toEqual([
      {
        severity: "error",
        code: "migrations-out-of-date",
        message: expect.stringContaining(sql),
        mend: "Run `npm run migration -- books <name>`.",
        places: [{ file: "prisma/books/schema.prisma", line, column: null, subgraph: null }],
      },
    ]);
  });

  it("fails with the migration that cannot be applied", async () => {
    const { findings } = await compareMigrations(PRISMA, FIRST, "CREATE NONSENSE;");
    expect(findings).toMatchObject([
      {
        code: "migrations-fail",
        places: [{ file: "prisma/books/migrations/1_step/migration.sql", line: 1 }],
      },
    ]);
  });

  it("fails when it is not there", async () => {
    const root = createTemporaryFolder({ "prisma/books/schema.prisma": PRISMA });
    const subgraphs = [{ name: "books", file: "books.graphql", sdl: "type Shelf { id: ID! }" }];
    expect((await prismaAgreementStep.run(buildContext(subgraphs, root))).findings).toMatchObject([
      {
        code: "migrations-out-of-date",
        message: "prisma/books/schema.prisma has no folder of migrations, prisma/books/migrations.",
      },
    ]);
  });
});
