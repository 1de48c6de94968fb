import { describe, expect, it } from "@jest/globals";
import { UNKNOWN_ID } from "../../support/odd-ids.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook, deleteBook } from "../books/operations.ts";
import { askFeed, waitAtFeed } from "../support/book-feed.ts";
import { startBooks } from "./service-pair.ts";

const { books, librarian } = await startBooks();
const PLACES_TO_WAIT = 16;

interface Event {
  readonly position: number;
  readonly type: string;
  readonly bookId: string;
}

/** The events behind a cursor. */
async function readEvents(after: string, query = ""): Promise<{ events: Event[]; cursor: string }> {
  const { status, body } = await askFeed(books, `?after=${after}${query}`);
  expect(status).toBe(200);
  return body as unknown as { events: Event[]; cursor: string };
}

/** The cursor behind everything there has been. */
async function findEnd(): Promise<string> {
  return String((await askFeed(books, "/books")).body.cursor);
}

describe("the feed of books", () => {
  it("tells from the beginning what has happened to books, in order", async () => {
    const beginning = await findEnd();
    const first = await createBook(librarian, "First");
    const second = await createBook(librarian, "Second");
    await deleteBook(librarian, first.id);
    expect((await readEvents(beginning)).events).toEqual([
      { position: 1, type: "BookAdded", bookId: first.id },
      { position: 2, type: "BookAdded", bookId: second.id },
      { position: 3, type: "BookDeleted", bookId: first.id },
    ]);
  });

  it("leaves no line in the log when there is no news, and one when there is", async () => {
    const end = await findEnd();
    await readEvents(end);
    await createBook(librarian, "News");
    await readEvents(end, "&limit=1");
    const readLog = () => books.logLines().filter(({ path, msg }) => path === "/events" && msg === "request");
    await waitFor("the line of the news", () => readLog().length > 0);
    for (const line of readLog()) expect(line).not.toHaveProperty("isIdle");
  });

  it("tells nothing of what was refused", async () => {
    const end = await findEnd();
    await librarian.send('mutation { addBook(title: "", author: "Nobody") { id } }');
    await deleteBook(librarian, UNKNOWN_ID);
    expect((await readEvents(end)).events).toEqual([]);
  });

  it("is read by page, each from the end of the one before", async () => {
    const end = await findEnd();
    const ids: string[] = [];
    for (const title of ["One", "Two", "Three"]) ids.push((await createBook(librarian, title)).id);
    const first = await readEvents(end, "&limit=2");
    const second = await readEvents(first.cursor, "&limit=2");
    expect([first, second].map(({ events }) => events.map(({ bookId }) => bookId))).toEqual([
      ids.slice(0, 2),
      ids.slice(2),
    ]);
    expect((await readEvents(second.cursor)).events).toEqual([]);
  });

  it("says whether there is a book, and as of which event", async () => {
    const { id } = await createBook(librarian, "Looked up");
    const [event] = (await readEvents(await findEnd())).events;
    expect(event).toBeUndefined();
    const found = (await askFeed(books, `/books/${id}`)).body;
    await deleteBook(librarian, id);
    const missed = (await askFeed(books, `/books/${id}`)).body;
    expect(found).toEqual({ exists: true, position: expect.any(Number) });
    expect(missed).toEqual({ exists: false, position: Number(found.position) + 1 });
  });

  it("lists the ids of all books, by page", async () => {
    await createBook(librarian, "Listed");
    const { body: all } = await askFeed(books, "/books");
    const listed: unknown[] = [];
    for (let page = (await askFeed(books, "/books?limit=2")).body; ; ) {
      const ids = page.bookIds as string[];
      listed.push(...ids);
      if (page.hasMore !== true) break;
      page = (await askFeed(books, `/books?limit=2&after=${ids.at(-1)}`)).body;
    }
    expect(listed.length).toBeGreaterThan(2);
    expect(listed).toEqual(all.bookIds);
  });
});

const ROUNDS = 10;

async function readAfterNews(end: string): Promise<void> {
  await findEnd();
  await findEnd();
  await createBook(librarian, "No news");
  await readEvents(end);
}

async function waitForNews(): Promise<void> {
  const waiting = readEvents(await findEnd(), "&wait=25");
  // Whoever is answered after it has asked later.
  await findEnd();
  const { id } = await createBook(librarian, "News");
  expect((await waiting).events.map(({ bookId }) => bookId)).toEqual([id]);
}

describe("who waits at the feed of books", () => {
  it("is told as soon as there is news", async () => {
    const end = await findEnd();
    const beforeReading = performance.now();
    for (let round = 0; round < ROUNDS; round += 1) await readAfterNews(end);
    const beforeWaiting = performance.now();
    for (let round = 0; round < ROUNDS; round += 1) await waitForNews();
    const waited = performance.now() - beforeWaiting;
    // A look at the database once a second would take as many seconds as there are rounds.
    expect(waited).toBeLessThan((beforeWaiting - beforeReading) * 2 + ROUNDS * 300);
  });

  it("waits as long as was asked for, and no longer", async () => {
    const end = await findEnd();
    const startedAt = performance.now();
    expect(await readEvents(end, "&wait=1")).toMatchObject({ events: [], cursor: end });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(950);
  });

  it("takes one of sixteen places, and leaves it by going away", async () => {
    const end = await findEnd();
    const leaving = new AbortController();
    /** Takes a place, and keeps it; the two below may hold the last ones for a second. */
    const takePlace = async () => {
      while ((await waitAtFeed(books, end, leaving.signal)).status === 503);
    };
    const waiting = Array.from({ length: PLACES_TO_WAIT }, takePlace);
    // One of them may take the last place for a second; then the other is refused.
    const refused = await waitFor("a refusal", async () => {
      const path = `?after=${end}&wait=1`;
      const answers = await Promise.all([askFeed(books, path), askFeed(books, path)]);
      return answers.find(({ status }) => status === 503);
    });
    expect(refused.headers["retry-after"]).toBe("1");
    expect(refused.body).toMatchObject({ errors: [{ extensions: { code: "SERVICE_UNAVAILABLE" } }] });
    leaving.abort();
    await Promise.allSettled(waiting);
    await waitFor("a place", async () => (await askFeed(books, `?after=${end}&wait=1`)).status === 200);
  });
});
