import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createBooks } from "../../../subgraphs/books/books.ts";
import { openBooksDatabase } from "../../../subgraphs/books/database/open-books.ts";
import { createScanQueue } from "../../../subgraphs/books/scan-queue.ts";
import { createComments } from "../../../subgraphs/comments/comments.ts";
import { openCommentsDatabase } from "../../../subgraphs/comments/database/open-comments.ts";
import { buildCursor } from "../../../subgraphs/shared/cursor.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { UNKNOWN_ID } from "../../support/odd-ids.ts";
import { findDatabaseUrl, prepareDatabase } from "../../support/test-database.ts";

/** The rules over one kind of database. */
async function openSide(find: (name: string) => string) {
  const configure = (name: string) => ({ name, databaseUrl: find(name), logLevel: "info" as const });
  const books = await openBooksDatabase(configure("books"));
  const comments = await openCommentsDatabase(configure("comments"));
  afterAll(() => Promise.all([books.prisma.$disconnect(), comments.prisma.$disconnect()]));
  return {
    books: createBooks(books, createScanQueue(), () => undefined),
    comments: createComments(
      comments,
      async (id) => void (await comments.statements.addBooks([{ id, position: 0 }])),
      () => undefined,
    ),
    /** What was added, in order: the other side has other ids. */
    bookIds: [] as string[],
    commentIds: [] as string[],
    countWrong: async () => [
      ...(await books.prisma.$queryRaw<unknown[]>`SELECT * FROM "WrongCount"`),
      ...(await comments.prisma.$queryRaw<unknown[]>`SELECT * FROM "WrongCount"`),
    ],
  };
}

type Side = Awaited<ReturnType<typeof openSide>>;

const dataFolder = createDataFolder();
await prepareDatabase(dataFolder, "books");
const sides = [
  await openSide((name) => `file:${join(dataFolder, `${name}.db`)}`),
  await openSide((name) => findDatabaseUrl(dataFolder, name)),
] as const;

const PIECES = `a b A É e\u0301 ß ẞ σ ς İ 三 😀 " ' % _ \\ - \uFFFD \uFFFF`.split(" ");
const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES, " ", "\n", "\0", "\ud800"), { maxLength: 5 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "grapheme", maxLength: 4 }),
);
const at = fc.nat(30);
const first = fc.constantFrom(0, 1, 3, 20, 101);
const caller = fc.constantFrom("ann", "bob").map((id) => ({ id, scopes: new Set<string>() }));

/** Of the ids on a side: the one at `index`, or one that is unknown. */
const pick = (ids: readonly string[], index: number) =>
  ids[index] ?? (index % 2 === 0 ? UNKNOWN_ID : `${UNKNOWN_ID.slice(1)}\0`);

const operation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(text, text).map(([title, author]) => async ({ books, bookIds }: Side) => {
      const book = await books.add({ title, author });
      bookIds.push(book.id);
      return book;
    }),
  },
  fc.tuple(at, text).map(
    ([index, title]) =>
      ({ books, bookIds }: Side) =>
        books.update(pick(bookIds, index), { title }),
  ),
  fc.tuple(at).map(
    ([index]) =>
      ({ books, bookIds }: Side) =>
        books.delete(pick(bookIds, index)),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(first, at, fc.option(text)).map(([size, index, search]) => async ({ books, bookIds }: Side) => {
      const id = bookIds[index];
      const page = await books.findPage(
        { first: size, after: id === undefined ? null : buildCursor("book", id) },
        search,
        "",
      );
      const total = typeof page.totalCount === "number" ? page.totalCount : await page.totalCount();
      return { nodes: page.nodes, hasNext: page.pageInfo.hasNextPage, total };
    }),
  },
  fc.array(at, { maxLength: 4 }).map((indexes) => async ({ books, bookIds }: Side) => {
    const found = await books.findByIds([...new Set(indexes.map((index) => pick(bookIds, index)))]);
    return found.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  }),
  {
    weight: 4,
    arbitrary: fc
      .tuple(caller, at, text)
      .map(([author, index, body]) => async ({ comments, bookIds, commentIds }: Side) => {
        const comment = await comments.add(author, { bookId: pick(bookIds, index), body });
        commentIds.push(comment.id);
        return comment;
      }),
  },
  fc.tuple(caller, at, text).map(
    ([author, index, body]) =>
      ({ comments, commentIds }: Side) =>
        comments.update(author, pick(commentIds, index), body),
  ),
  fc.tuple(caller, at).map(
    ([author, index]) =>
      ({ comments, commentIds }: Side) =>
        comments.delete(author, pick(commentIds, index)),
  ),
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.array(at, { maxLength: 4 }), fc.nat(3), at)
      .map(([indexes, size, index]) => async ({ comments, bookIds, commentIds }: Side) => {
        const ids = indexes.map((one) => pick(bookIds, one));
        const page = { first: size, afterId: commentIds[index] ?? null };
        return [
          await comments.findPages("bookId", ids, page),
          await comments.count("bookId", ids),
          await comments.count("authorId", ["ann", "nobody"]),
        ];
      }),
  },
);

/** What an operation has come to, without what is by chance: ids and times. */
async function findOutcome(side: Side, work: (side: Side) => Promise<unknown>): Promise<string> {
  const names = (id: string) => {
    const index = [side.bookIds.indexOf(id), side.commentIds.indexOf(id)];
    return index.every((one) => one < 0) ? id : `id ${index.join()}`;
  };
  const describe = (key: string, value: unknown) => {
    if (key === "createdAt" || key === "updatedAt") return undefined;
    return typeof value === "string" ? names(value) : value;
  };
  try {
    const result = await work(side);
    return JSON.stringify(result, describe);
  } catch (error) {
    const { extensions } = error as { extensions?: { code?: string; field?: string } };
    return JSON.stringify(extensions ?? String(error));
  }
}

it("gives equal answers to random operations on both databases", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 20, maxLength: 40 }), async (operations) => {
      for (const work of operations) {
        const [sqlite, postgresql] = [await findOutcome(sides[0], work), await findOutcome(sides[1], work)];
        expect(postgresql).toBe(sqlite);
      }
      for (const side of sides) expect(await side.countWrong()).toEqual([]);
    }),
    { numRuns: 15, endOnFailure: true },
  );
  expect(sides[0].bookIds.length).toBeGreaterThan(20);
  expect(sides[0].commentIds.length).toBeGreaterThan(5);
});
