import { describe, expect, it } from "@jest/globals";
import { compareBooks, listPlaces } from "./prisma-agreement-context.ts";

const PRISMA = `model Book {
  id Int @id
  title String
  author String
  shelf Int
  position Int
  isbn String @unique
  owner Owner @relation(fields: [ownerId], references: [id])
  ownerId Int
  @@unique([author, title])
  @@index([shelf, position])
}
model Owner {
  id Int @id
  name String
  books Book[]
}`;
const LINES = { title: 6, position: 9, ownerId: 12, shelf: 8, id: 5 };

function listFindings(code: string): Promise<string[]> {
  return compareBooks({ prisma: PRISMA, code }).then(listPlaces);
}

describe("unindexed-filter", () => {
  it.each([
    ["a filter", "prisma.book.findMany({ where: { title: 'a' } })", LINES.title],
    ["a shorthand filter", "prisma.book.findMany({ where: { title } })", LINES.title],
    ["a filter with an operator", "prisma.book.findMany({ where: { title: { contains: a } } })", LINES.title],
    ["the second column of an index", "prisma.book.count({ where: { position: 1 } })", LINES.position],
    ["a filter of a deletion", "tx.book.deleteMany({ where: { ownerId } })", LINES.ownerId],
    [
      "a filter by a client of another name",
      "this.database.book.updateMany({ data, where: { ownerId } })",
      LINES.ownerId,
    ],
    ["a filter below AND", "prisma.book.findMany({ where: { AND: [{ title: 'a' }] } })", LINES.title],
    ["one side of an OR", "prisma.book.findMany({ where: { OR: [{ id: 1 }, { title: 'a' }] } })", LINES.title],
    ["a filter in a constant", "const where = { title: 'a' };\nprisma.book.findMany({ where })", LINES.title],
    [
      "arguments in a constant",
      "const all = { where: { title: 'a' } } as const;\nprisma.book.findMany(all)",
      LINES.title,
    ],
    [
      "a filter that only types are put around",
      "prisma.book.findMany({ where: { title } satisfies Where } as never)",
      LINES.title,
    ],
    [
      "two columns, neither first in an index",
      "prisma.book.findMany({ where: { title: 'a', position: 1 } })",
      LINES.title,
    ],
  ])("finds %s", async (_what, code, line) => {
    const callLine = code.split("\n").length;
    expect(await listFindings(code)).toEqual([`unindexed-filter schema.prisma:${line} books.ts:${callLine}`]);
  });

  it.each([
    ["the id", "prisma.book.findMany({ where: { id: { in: ids } } })"],
    ["a unique column", "prisma.book.findUnique({ where: { isbn } })"],
    ["the first column of an index", "prisma.book.findMany({ where: { shelf: 1 } })"],
    ["the first column of a unique index", "prisma.book.findMany({ where: { author: 'a' } })"],
    ["a compound unique name", "prisma.book.findUnique({ where: { author_title: { author, title } } })"],
    ["an indexed column and another", "prisma.book.updateMany({ where: { id, title: 'a' } })"],
    ["indexed columns on both sides of an OR", "prisma.book.findMany({ where: { OR: [{ id: 1 }, { shelf: 1 }] } })"],
    ["an OR beside an indexed column", "prisma.book.findMany({ where: { id: 1, OR: [{ title: 'a' }] } })"],
    ["an OR that lets all through", "prisma.book.findMany({ where: { OR: [{}, { title: 'a' }] } })"],
    ["nothing", "prisma.book.findMany({ where: {} }); prisma.book.count()"],
    ["a column that is worked out", "prisma.book.findMany({ where: { [column]: 1, title: 'a' } })"],
    ["what is spread", "prisma.book.findMany({ where: { ...more, title: 'a' } })"],
    ["an argument", "function find(where) { return prisma.book.findMany({ where }); }"],
    [
      "an argument that hides a constant",
      "const where = { title: 'a' };\nconst find = (where) => prisma.book.findMany({ where });",
    ],
    ["a relation", "prisma.book.findMany({ where: { owner: { name: 'a' } } })"],
    ["what is not so", "prisma.book.findMany({ where: { NOT: { title: 'a' } } })"],
    ["another value than one", "prisma.book.findMany({ where: { title: { not: 'a' } } })"],
    ["a column of what is no model", "prisma.shop.findMany({ where: { title: 'a' } })"],
    ["what is not Prisma's", "loaders.book.load({ where: { title: 'a' } })"],
    ["what only stands in a comment", "// prisma.book.findMany({ where: { title: 'a' } })"],
    ["what only stands in a text", 'const text = "prisma.book.findMany({ where: { title } })"'],
  ])("accepts a filter by %s", async (_what, code) => {
    expect(await listFindings(code)).toEqual([]);
  });

  it("tells of all queries alike in one finding, at their lines", async () => {
    const code =
      "// Ünïcödé\nprisma.book.count({ where: { title: 'a' } });\n/* ä */ prisma.book.findMany({ where: { title } });";
    const result = await compareBooks({ prisma: PRISMA, code });
    expect(result.findings).toEqual([
      {
        severity: "error",
        code: "unindexed-filter",
        message: "Book is filtered by title, and no index begins with that column.",
        mend: 'Add @@index([title]) to the model and run `npm run migration -- books <name>`. Or silence it: put "/// check-disable unindexed-filter: the reason" above Book.title in prisma/books/schema.prisma.',
        places: [
          { file: "prisma/books/schema.prisma", line: LINES.title, column: null, subgraph: null },
          { file: "subgraphs/books/books.ts", line: 2, column: 1, subgraph: null },
          { file: "subgraphs/books/books.ts", line: 3, column: 9, subgraph: null },
        ],
      },
    ]);
  });

  it("looks into folders, but not at what is generated, nor at what does not parse", async () => {
    const query = "prisma.book.findMany({ where: { title: 'a' } })";
    const files = {
      "subgraphs/books/shelves/shelf.ts": query,
      "subgraphs/books/generated/client.ts": query,
      "subgraphs/books/broken.ts": `${query} (`,
      "subgraphs/comments/comments.ts": query,
    };
    expect(listPlaces(await compareBooks({ prisma: PRISMA, files }))).toEqual([
      `unindexed-filter schema.prisma:${LINES.title} shelf.ts:1`,
    ]);
  });

  it("is silenced above any of its columns", async () => {
    const code = "prisma.book.findMany({ where: { title: 'a', position: 1 } })";
    const prisma = PRISMA.replace("  position", "  /// check-disable unindexed-filter: few\n  position");
    expect(listPlaces(await compareBooks({ prisma, code }))).toEqual([]);
  });
});

describe("unindexed-order", () => {
  it.each([
    ["an order", "prisma.book.findMany({ orderBy: { title: 'asc' } })", LINES.title],
    [
      "the first of several orders",
      "prisma.book.findMany({ orderBy: [{ title: 'asc' }, { id: 'asc' }] })",
      LINES.title,
    ],
    [
      "an order with nulls",
      "prisma.book.findMany({ orderBy: { ownerId: { sort: 'asc', nulls: 'last' } } })",
      LINES.ownerId,
    ],
    [
      "an order by the second column of an index",
      "prisma.book.findMany({ orderBy: { position: 'asc' } })",
      LINES.position,
    ],
    [
      "an order that the filter's index has not",
      "prisma.book.findMany({ where: { shelf: 1 }, orderBy: { ownerId: 'asc' } })",
      LINES.ownerId,
    ],
  ])("finds %s", async (_what, code, line) => {
    expect(await listFindings(code)).toEqual([`unindexed-order schema.prisma:${line} books.ts:1`]);
  });

  it.each([
    ["the id", "prisma.book.findMany({ orderBy: { id: 'asc' } })"],
    [
      "the second column behind a filter by the first",
      "prisma.book.findMany({ where: { shelf: 1 }, orderBy: { position: 'asc' } })",
    ],
    [
      "the second column behind a filter that is worked out",
      "prisma.book.findMany({ where: { [column]: 1 }, orderBy: { position: 'asc' } })",
    ],
    [
      "anything, of rows found by id",
      "prisma.book.findMany({ where: { id: { in: ids } }, orderBy: { title: 'asc' } })",
    ],
    ["a relation", "prisma.book.findMany({ orderBy: { owner: { name: 'asc' } } })"],
    ["what is worked out", "prisma.book.findMany({ orderBy: { [column]: 'asc' } }); prisma.book.findMany({ orderBy })"],
  ])("accepts an order by %s", async (_what, code) => {
    expect(await listFindings(code)).toEqual([]);
  });

  it("proposes an index over the filter and the order", async () => {
    const code = "prisma.book.findMany({ where: { shelf: 1 }, orderBy: { title: 'asc' } })";
    const { findings } = await compareBooks({ prisma: PRISMA, code });
    expect(findings[0]?.mend).toContain("Add @@index([shelf, title]) to the model");
  });
});
