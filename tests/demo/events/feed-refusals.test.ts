import { describe, expect, it } from "@jest/globals";
import { UNKNOWN_ID } from "../../support/odd-ids.ts";
import { buildRefusal } from "../../support/refusal.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook } from "../books/operations.ts";
import { askFeed, waitAtFeed } from "../support/book-feed.ts";
import { startBooks } from "./service-pair.ts";

const { books, librarian } = await startBooks({ BOOK_EVENTS_RETAINED: "3" });
await createBook(librarian, "First");
const afterFirst = String((await askFeed(books, "/books")).body.cursor);

describe("the feed of books", () => {
  it.each([
    ["events", "?after=0-"],
    ["the ids of books", "/books"],
    ["a book", `/books/${UNKNOWN_ID}`],
  ])("tells nobody but those who know the router's secret of %s", async (_what, path) => {
    const answer = await askFeed(books, path, false);
    expect(answer).toMatchObject({ status: 401, body: buildRefusal("UNAUTHENTICATED") });
    expect(Object.keys(answer.body)).toEqual(["errors"]);
  });

  it.each([
    ["no cursor", "", "after must be a cursor of this feed."],
    ["another cursor", "?after=x", "after must be a cursor of this feed."],
    ["two cursors", "?after=0-&after=0-", "after must be a cursor of this feed."],
    ["a page of none", "?after=0-&limit=0", "limit must be a whole number from 1 to 1000."],
    ["too large a page", "?after=0-&limit=1001", "limit must be a whole number from 1 to 1000."],
    ["a wait below none", "?after=0-&wait=-1", "wait must be a whole number from 0 to 25."],
    ["too long a wait", "?after=0-&wait=26", "wait must be a whole number from 0 to 25."],
    [
      "several mistakes",
      "?after=x&wait=x",
      "after must be a cursor of this feed; wait must be a whole number from 0 to 25.",
    ],
    ["ids behind what is no id", "/books?after=x", "after must be the id of a book."],
    ["a book by what is no id", "/books/x", "id must be the id of a book."],
  ])("refuses to be asked for %s", async (_what, path, message) => {
    expect(await askFeed(books, path)).toMatchObject({
      status: 400,
      body: { errors: [{ message, extensions: { code: "BAD_REQUEST" } }] },
    });
  });

  it.each([
    ["another database's", () => afterFirst.replace(/.$/, (last) => (last === "0" ? "1" : "0"))],
    ["ahead of the newest event", () => afterFirst.replace(/^1-/, "1000-")],
  ])("sends back to the beginning who comes with a cursor that is %s", async (_what, getCursor) => {
    expect(await askFeed(books, `?after=${getCursor()}`)).toMatchObject({
      status: 200,
      body: { kind: "resync" },
    });
  });

  it("sends back to the beginning who is behind what it keeps", async () => {
    for (let count = 0; count < 5; count += 1) await createBook(librarian, "One more");
    for (const after of ["0-", afterFirst]) {
      const isSentBack = async () => (await askFeed(books, `?after=${after}`)).body.kind === "resync";
      await waitFor(`the cursor ${after} to be too old`, isSentBack);
    }
  });

  it("keeps as many events as it was told to", async () => {
    const { cursor } = (await askFeed(books, "/books")).body;
    await waitFor("the trimming", async () => {
      const { first, last } = (await askFeed(books, `?after=${String(cursor)}`)).body;
      return first === 4 && last === 6;
    });
  });

  it("keeps nobody waiting when the process stops", async () => {
    const { cursor } = (await askFeed(books, "/books")).body;
    const waiting = waitAtFeed(books, String(cursor), AbortSignal.timeout(25_000));
    const another = askFeed(books, `?after=${String(cursor)}&wait=1`);
    await another;
    expect(await books.stop()).toBe(0);
    expect((await waiting).status).toBe(503);
    // What a process still waits for after 10 s is cut off, and told.
    expect(books.output()).not.toContain("cut off");
  });
});
