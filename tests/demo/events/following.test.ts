import { beforeAll, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { TestProcess } from "../../support/process.ts";
import { createBook, deleteBook } from "../books/operations.ts";
import { createComment, findComment, readComments } from "../comments/operations.ts";
import { waitUntilFollowed } from "../support/book-feed.ts";
import {
  readBooksContents,
  readContents,
  withBooksDatabase,
  withCommentsDatabase,
  writeBooksContents,
} from "./databases.ts";
import { startPair } from "./service-pair.ts";

// Most of it is starting processes.
jest.setTimeout(120_000);

const RETAINED = 20;

const pair = await startPair({ BOOK_EVENTS_RETAINED: String(RETAINED) });
const { commenter, librarian, dataFolder } = pair;
let { books, comments }: { books: TestProcess; comments: TestProcess } = pair;

let kept: string;
let lost: string;
beforeAll(async () => {
  await waitUntilFollowed({ books, comments });
});
beforeEach(async () => {
  kept = (await createBook(librarian, "Kept")).id;
  lost = (await createBook(librarian, "Lost")).id;
  await createComment(commenter, kept, "stays");
  await createComment(commenter, lost, "goes");
  await waitUntilFollowed({ books, comments });
});

/** Adds and deletes books, more than books remembers when there are many. @returns one that was added */
async function changeBooks(count: number): Promise<string> {
  await deleteBook(librarian, lost);
  for (let index = 0; index < count; index += 1) {
    await deleteBook(librarian, (await createBook(librarian, "Passing")).id);
  }
  return (await createBook(librarian, "New")).id;
}

async function expectSameBooks(): Promise<void> {
  await waitUntilFollowed({ books, comments });
  const contents = await readContents(dataFolder);
  expect(contents.knownBooks).toEqual(contents.books);
  expect(contents.books).toEqual(expect.arrayContaining([...contents.commentedBooks]));
}

async function expectConverged(added: string): Promise<void> {
  await expectSameBooks();
  expect((await readComments(commenter, kept)).totalCount).toBe(1);
  expect((await readComments(commenter, lost)).totalCount).toBe(0);
  await createComment(commenter, added, "on the new one");
}

/** What comments has logged since it was started, of following. */
function findMessages(): unknown[] {
  return comments.logLines().map(({ msg }) => msg);
}

const RESYNC = "the events from here on cannot be had: all books are compared";

describe("comments, back after a while in which books has changed", () => {
  it("catches up", async () => {
    await comments.stop("SIGKILL");
    const added = await changeBooks(1);
    comments = await comments.restart();
    await expectConverged(added);
    expect(findMessages()).not.toContain(RESYNC);
  });

  it("compares all books when more has happened than books remembers", async () => {
    await comments.stop();
    const added = await changeBooks(RETAINED);
    comments = await comments.restart();
    await expectConverged(added);
    expect(findMessages()).toContain(RESYNC);
  });

  it("minds no event that it is told twice", async () => {
    const added = await changeBooks(3);
    await waitUntilFollowed({ books, comments });
    const { id } = await createComment(commenter, added, "written before");
    await comments.stop();
    const { count } = await withCommentsDatabase(dataFolder, async (prisma) => {
      const { cursor } = await withBooksDatabase(dataFolder, findOldestCursor);
      return prisma.feedPosition.updateMany({ data: { position: 0, cursor } });
    });
    expect(count).toBe(1);
    comments = await comments.restart();
    await expectConverged(added);
    expect(findMessages()).not.toContain(RESYNC);
    expect((await findComment(commenter, id)).data.comment?.body).toBe("written before");
  });
});

/** The cursor behind the oldest event that books still has. */
async function findOldestCursor(
  prisma: Parameters<Parameters<typeof withBooksDatabase>[1]>[0],
): Promise<{ cursor: string }> {
  const { position, mark } = await prisma.bookEvent.findFirstOrThrow({ orderBy: { position: "asc" } });
  return { cursor: `${position}-${mark}` };
}

describe("comments, when the database of books", () => {
  it("has been replaced by an older one, forgets what that does not have", async () => {
    await books.stop();
    const backup = await withBooksDatabase(dataFolder, readBooksContents);
    books = await books.restart();
    const afterBackup = await createBook(librarian, "Not in the backup");
    await createComment(commenter, afterBackup.id, "lost with its book");
    await waitUntilFollowed({ books, comments });
    await books.stop();
    await withBooksDatabase(dataFolder, (prisma) => writeBooksContents(prisma, backup));
    books = await books.restart();
    // As many events as had been followed, and more: positions alone would tell no difference.
    const added = await createBook(librarian, "After the restoration");
    await createBook(librarian, "And another");
    await expectSameBooks();
    expect((await readComments(commenter, afterBackup.id)).totalCount).toBe(0);
    expect((await readComments(commenter, kept)).totalCount).toBe(1);
    await createComment(commenter, added.id, "on the new one");
    expect(findMessages()).toContain(RESYNC);
  });

  it("is another one altogether, begins anew", async () => {
    await books.stop();
    await withBooksDatabase(dataFolder, (prisma) => writeBooksContents(prisma, { books: [], events: [] }));
    books = await books.restart();
    const { id } = await createBook(librarian, "The first of all");
    await expectSameBooks();
    expect((await readContents(dataFolder)).commentedBooks).toEqual([]);
    await createComment(commenter, id, "the first of all");
  });
});

describe("comments that is told to stop", () => {
  it("does so at once, though it waits for news", async () => {
    await waitUntilFollowed({ books, comments });
    expect(await comments.stop()).toBe(0);
    // What a process still waits for after 10 s is cut off, and told.
    expect(comments.output()).not.toContain("cut off");
  });
});
