import { beforeEach, describe, expect, it } from "@jest/globals";
import { compareAllBooks } from "../../../subgraphs/comments/books/compare-books.ts";
import { createKnownBooks, type KnownBooks } from "../../../subgraphs/comments/books/known-books.ts";
import { openCommentsDatabase } from "../../../subgraphs/comments/database/open-comments.ts";
import type { PrismaClient } from "../../../subgraphs/comments/generated/prisma/client.ts";
import type { BookEvent, BookIdPage } from "../../../subgraphs/shared/events/book-events.ts";
import { createDataFolder } from "../../support/data-folder.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { prepareDatabase } from "../../support/test-database.ts";

let prisma: PrismaClient;
let knownBooks: KnownBooks;
beforeEach(async () => {
  const databaseUrl = await prepareDatabase(createDataFolder(), "comments");
  const database = await openCommentsDatabase({ name: "comments", databaseUrl, logLevel: "info" });
  prisma = database.prisma;
  stopAfterTests(() => prisma.$disconnect());
  knownBooks = createKnownBooks(database);
});

/** Applies events: `+a` adds the book a, `-a` deletes it; the first is at `position`. */
async function apply(position: number, ...changes: string[]): Promise<void> {
  const events = changes.map(
    (change, index): BookEvent => ({
      position: position + index,
      type: change.startsWith("+") ? "BookAdded" : "BookDeleted",
      bookId: change.slice(1),
    }),
  );
  const last = position + changes.length - 1;
  await knownBooks.applyEvents({
    kind: "events",
    events,
    position: last,
    cursor: `${last}-`,
    first: 1,
    last,
  });
}

async function readIds(): Promise<string[]> {
  const books = await prisma.knownBook.findMany({ orderBy: { id: "asc" } });
  return books.map(({ id }) => id);
}

async function writeComment(bookId: string): Promise<void> {
  await prisma.comment.create({
    data: { id: `on ${bookId}`, bookId, authorId: "somebody", body: "read it" },
  });
}

async function readComments(): Promise<string[]> {
  const comments = await prisma.comment.findMany({ orderBy: { id: "asc" } });
  return comments.map(({ bookId }) => bookId);
}

describe("events", () => {
  it.each([
    ["one after the other", [["+a"], ["+b"], ["-a"]], ["b"]],
    ["together", [["+a", "+b", "-a"]], ["b"]],
    ["of a book that comes back", [["+a", "-a", "+a"]], ["a"]],
    ["of a book that comes and goes twice", [["+a", "-a", "+a", "-a"]], []],
  ])("are applied %s", async (_what, pages, expected) => {
    let position = 1;
    for (const page of pages) {
      await apply(position, ...page);
      position += page.length;
    }
    expect(await readIds()).toEqual(expected);
    expect(await knownBooks.findPosition()).toEqual({ position: position - 1, cursor: `${position - 1}-` });
  });

  it("change nothing the second time", async () => {
    await apply(1, "+a", "+b", "-a");
    await writeComment("b");
    await apply(1, "+a", "+b", "-a");
    await apply(2, "+b", "-a");
    expect(await readIds()).toEqual(["b"]);
    expect(await readComments()).toEqual(["b"]);
  });

  it("take the comments of a deleted book along, even if it comes back at once", async () => {
    await apply(1, "+a", "+b");
    await writeComment("a");
    await writeComment("b");
    await apply(3, "-a", "+a");
    expect(await readIds()).toEqual(["a", "b"]);
    expect(await readComments()).toEqual(["b"]);
  });
});

describe("a book that was looked up", () => {
  it("is known before its event, which changes nothing then", async () => {
    await knownBooks.add("a", 1);
    await writeComment("a");
    await apply(1, "+a");
    expect(await readComments()).toEqual(["a"]);
  });

  it("does not come back when it has been deleted since", async () => {
    await apply(1, "+a", "-a");
    await knownBooks.add("a", 1);
    expect(await readIds()).toEqual([]);
  });

  it("goes when it is deleted later", async () => {
    await knownBooks.add("a", 1);
    await writeComment("a");
    await apply(1, "+a", "-a");
    expect(await readIds()).toEqual([]);
    expect(await readComments()).toEqual([]);
  });

  it("stays, with its comments, whatever older events say", async () => {
    await apply(1, "+a");
    await knownBooks.add("a", 3);
    await writeComment("a");
    await apply(2, "-a", "+a");
    expect(await readComments()).toEqual(["a"]);
  });
});

/** Books of which `pages` are read; `meanwhile` happens when a page has been asked for, by its number. */
function createListedBooks(pages: readonly (readonly string[])[], meanwhile: Record<number, () => Promise<void>> = {}) {
  let asked = 0;
  return {
    read: () => Promise.reject(new Error("nobody follows")),
    findBook: () => Promise.reject(new Error("nobody asks")),
    close: async () => undefined,
    async readBookIds(): Promise<BookIdPage> {
      const index = asked;
      asked += 1;
      await meanwhile[index]?.();
      const position = 10 + index;
      const hasMore = index + 1 < pages.length;
      return { bookIds: [...(pages[index] ?? [])], position, cursor: `${position}-`, hasMore };
    },
  };
}

async function compare(books: ReturnType<typeof createListedBooks>): Promise<number> {
  let gone = 0;
  for await (const page of compareAllBooks(books, knownBooks, AbortSignal.timeout(60_000))) gone += page.gone;
  return gone;
}

describe("the comparison of all books", () => {
  it("forgets the books that are gone, their comments too, and takes in the others", async () => {
    await apply(1, "+a", "+b", "+d", "+f");
    for (const id of ["a", "b", "d", "f"]) await writeComment(id);
    expect(await compare(createListedBooks([["b", "c"], ["e"]]))).toBe(3);
    expect(await readIds()).toEqual(["b", "c", "e"]);
    expect(await readComments()).toEqual(["b"]);
    expect(await knownBooks.findPosition()).toEqual({ position: 10, cursor: "10-" });
  });

  it("forgets everything when there are no books", async () => {
    await apply(1, "+a", "+b");
    expect(await compare(createListedBooks([[]]))).toBe(2);
    expect(await readIds()).toEqual([]);
  });

  it("keeps books that are looked up while it goes on, wherever they belong", async () => {
    await apply(1, "+b");
    const addLater = (id: string) => async () => {
      await knownBooks.add(id, 12);
      await writeComment(id);
    };
    await compare(createListedBooks([["b"], ["d"]], { 0: addLater("a"), 1: addLater("e") }));
    expect(await readIds()).toEqual(["a", "b", "d", "e"]);
    expect(await readComments()).toEqual(["a", "e"]);
  });

  it("believes no position of another history", async () => {
    await apply(1_000, "+a");
    await compare(createListedBooks([["b"]]));
    expect(await readIds()).toEqual(["b"]);
  });

  it("takes in no book that was found before it began and is gone", async () => {
    await compare(createListedBooks([["b"], ["d"]], { 1: () => knownBooks.add("a", 9) }));
    expect(await readIds()).toEqual(["b", "d"]);
  });

  it("knows better than the events that are followed from its beginning", async () => {
    await apply(1, "+z");
    await compare(createListedBooks([["a"], ["b"], ["c"], ["z"]]));
    await writeComment("z");
    await apply(11, "-z", "+z");
    expect(await readComments()).toEqual(["z"]);
  });

  it("that was interrupted begins anew", async () => {
    await apply(1, "+a", "+z");
    const interrupt = () => Promise.reject(new Error("books is gone"));
    await expect(compare(createListedBooks([["b"], ["d"]], { 1: interrupt }))).rejects.toThrow("gone");
    expect((await knownBooks.findPosition()).cursor).toBeNull();
    await compare(createListedBooks([["b"], ["d"]]));
    expect(await readIds()).toEqual(["b", "d"]);
  });
});
