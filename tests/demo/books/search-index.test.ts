import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { searchBooks } from "../../../subgraphs/books/database/sqlite-search.ts";
import { PrismaClient } from "../../../subgraphs/books/generated/prisma/client.ts";
import { foldCase } from "../../../subgraphs/books/search.ts";
import { openDatabase } from "../../../subgraphs/shared/database/open-database.ts";
import { checkIntegrity } from "../../data/database-file.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { fillCatalogue } from "./catalogue.ts";

const dataFolder = createDataFolder();
const prisma = new PrismaClient({ adapter: await openDatabase("books", `file:${join(dataFolder, "books.db")}`) });
afterAll(() => prisma.$disconnect());

const inTurn = <Result>(read: () => Promise<Result>) => read();

interface Found {
  readonly ids: readonly string[];
  readonly total: number;
}

async function search(text: string, first: number, afterId: string | null): Promise<Found> {
  const { books, total } = await searchBooks(prisma, { first: first - 1, afterId }, foldCase(text), inTurn);
  return { ids: books.map(({ id }) => id), total: typeof total === "number" ? total : await total() };
}

/** What the same search finds by reading every book. */
async function readEvery(text: string, first: number, afterId: string | null): Promise<Found> {
  const key = foldCase(text);
  const books = await prisma.$queryRaw<{ readonly id: string }[]>`
    SELECT id FROM Book WHERE instr(titleKey, ${key}) > 0 OR instr(authorKey, ${key}) > 0 ORDER BY id`;
  const ids = books.map(({ id }) => id);
  return { ids: ids.filter((id) => id > (afterId ?? "")).slice(0, first), total: ids.length };
}

/** Pieces that meet often, and those that SQL, the index's query language, Unicode or UTF-8 treat in their own way. */
const PIECES = `a b c A É e\u0301 ß ẞ ss σ ς Σ İ ı ﬃ 三 体 😀 " ' * ( ) ^ : - + % _ \\ AND OR NOT NEAR {x}`.split(" ");
const piece = fc.constantFrom(...PIECES, " ", "\t", "\n", "\uFFFD", "\uFFFE", "\uFFFF", "\u{1FFFE}", "\uE000");
const text = fc.oneof(
  fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }),
);

const change = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("add"), at: fc.nat(99), title: text, author: text }) },
  fc.record({ kind: fc.constant("rename"), at: fc.nat(99), title: text, author: text }),
  fc.record({ kind: fc.constant("delete"), at: fc.nat(99), title: text, author: text }),
);

const idOf = (at: number) => `019b8d62-7a80-7000-9000-${String(at).padStart(12, "0")}`;

type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

async function apply({ kind, at, title, author }: Change): Promise<void> {
  const id = idOf(at);
  const data = { title, author, titleKey: foldCase(title), authorKey: foldCase(author) };
  if (kind === "add") await prisma.book.upsert({ where: { id }, create: { id, ...data }, update: data });
  if (kind === "rename") await prisma.book.updateMany({ where: { id }, data });
  if (kind === "delete") await prisma.book.deleteMany({ where: { id } });
}

/** A search for `part` of what was written, or for another text. */
const wanted = fc.record({ part: fc.nat(), length: fc.integer({ min: 1, max: 6 }), other: text, isPart: fc.boolean() });

describe("the search index", () => {
  it("finds what reading every book finds, whatever the text", async () => {
    const changes = fc.array(change, { minLength: 10, maxLength: 30 });
    const searches = fc.array(wanted, { minLength: 20, maxLength: 20 });
    const property = fc.asyncProperty(changes, searches, async (made, sought) => {
      for (const one of made) await apply(one);
      const written = made.map(({ title, author }) => `${title}${author}`).join("");
      for (const { part, length, other, isPart } of sought) {
        const start = part % written.length;
        const key = isPart ? [...written.slice(start)].slice(0, length).join("") : other;
        const afterId = isPart ? null : idOf(part % 100);
        expect({ key, ...(await search(key, 3, afterId)) }).toEqual({ key, ...(await readEvery(key, 3, afterId)) });
      }
    });
    await fc.assert(property, { numRuns: 25 });
    expect(await checkIntegrity(join(dataFolder, "books.db"))).toBe("ok");
  });

  it("finds every book by a text that most have, page by page", async () => {
    await prisma.book.deleteMany();
    await fillCatalogue(dataFolder, 700);
    for (const [key, first] of [
      ["volume", 100],
      ["VOLUME 6", 50],
      ["writer 7", 7],
    ] as const) {
      let found = await search(key, first, null);
      const { ids, total } = await readEvery(key, 1000, null);
      expect(found.total).toBe(total);
      const walked = [...found.ids];
      while (found.ids.length > 0) {
        found = await search(key, first, found.ids.at(-1) ?? null);
        walked.push(...found.ids);
      }
      expect(walked).toEqual(ids);
    }
  });

  it("is the same after a backup, which numbers rows anew", async () => {
    const copy = join(createDataFolder(), "books.db");
    await prisma.$executeRaw`DELETE FROM Book WHERE title < 'Volume 5'`;
    await prisma.$executeRaw`VACUUM INTO ${copy}`;
    const restored = new PrismaClient({ adapter: await openDatabase("books", `file:${copy}`) });
    const { books } = await searchBooks(restored, { first: 100, afterId: null }, "WRITER 69", inTurn);
    await restored.$disconnect();
    expect(books.map(({ id }) => id)).toEqual((await readEvery("writer 69", 100, null)).ids);
    expect(books.length).toBeGreaterThan(5);
  });
});
