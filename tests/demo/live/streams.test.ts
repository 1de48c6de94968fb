import { describe, expect, it } from "@jest/globals";
import { REMAINING_TIME_HEADER } from "../../../packages/server/http/remaining-time.ts";
import { createSubgraphCaller } from "../../support/caller.ts";
import { openStream, type StreamRequest, type TestStream } from "../../support/event-stream.ts";
import { readLoggedStatements } from "../../support/logged-statements.ts";
import { startProcess } from "../../support/process.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook, deleteBook } from "../books/operations.ts";
import { createComment, deleteComment } from "../comments/operations.ts";
import { startPair } from "../events/service-pair.ts";

// What comments and books give their router: Server-Sent Events.

const pair = await startPair({ LOG_LEVEL: "debug" });
const COMMENT_ADDED =
  "subscription ($bookId: ID!, $after: String) { commentAdded(bookId: $bookId, after: $after) { cursor comment { id body } } }";
const BOOK_ADDED = "subscription ($after: String) { bookAdded(after: $after) { cursor book { id title } } }";

interface CommentAdded {
  readonly commentAdded: { readonly cursor: string; readonly comment: { readonly id: string; readonly body: string } };
}

interface BookAdded {
  readonly bookAdded: {
    readonly cursor: string;
    readonly book: { readonly id: string; readonly title: string } | null;
  };
}

function followComments(
  bookId: string,
  { variables, ...given }: Partial<StreamRequest> = {},
  url = pair.comments.url,
): Promise<TestStream<CommentAdded>> {
  const request = { query: COMMENT_ADDED, variables: { bookId, ...variables }, token: pair.token, asRouter: true };
  return openStream(url, { ...request, ...given });
}

function followBooks(given: Partial<StreamRequest> = {}): Promise<TestStream<BookAdded>> {
  return openStream(pair.books.url, { query: BOOK_ADDED, token: pair.token, asRouter: true, ...given });
}

async function readIds(stream: TestStream<CommentAdded>, count: number): Promise<string[]> {
  return (await stream.take(count)).map(({ commentAdded }) => commentAdded.comment.id);
}

async function addAll(bookId: string, ...bodies: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const body of bodies) ids.push((await createComment(pair.commenter, bookId, body)).id);
  return ids;
}

/** How SQLite is asked for comments, and how PostgreSQL is. */
const READS_COMMENTS = /CROSS JOIN Comment|FROM "Comment" WHERE "id" = ANY/;

describe("commentAdded", () => {
  it("tells of each comment on the book, in order, and says where each event is", async () => {
    const [book, other] = [await createBook(pair.librarian, "Followed"), await createBook(pair.librarian, "Other")];
    const stream = await followComments(book.id);
    expect(stream.status).toBe(200);
    expect(stream.headers.get("content-type")).toMatch("text/event-stream");
    expect(stream.headers.get("last-event-id")).toMatch(/^\d+-[0-9a-f]*$/);
    expect(stream.headers.get("subscription-starts")).toBeNull();
    await addAll(book.id, "one");
    await addAll(other.id, "on another book");
    await addAll(book.id, "two");
    const events = [await stream.next(), await stream.next()];
    expect(events).toEqual(
      ["one", "two"].map((body) => ({
        kind: "next",
        id: expect.stringMatching(/^\d+-[0-9a-f]{16}$/),
        result: { data: { commentAdded: { cursor: expect.any(String), comment: { id: expect.any(String), body } } } },
      })),
    );
    for (const event of events) {
      expect(event.kind === "next" && event.result.data.commentAdded.cursor).toBe(event.kind === "next" && event.id);
    }
  });

  it("goes on after a cursor, and rather after the last event of the stream", async () => {
    const book = await createBook(pair.librarian, "Resumed");
    const stream = await followComments(book.id);
    const ids = await addAll(book.id, "one", "two", "three");
    const [first, second] = (await stream.take(3)).map(({ commentAdded }) => commentAdded.cursor);
    const after = { variables: { after: first } };
    const resumed = await followComments(book.id, after);
    const reconnected = await followComments(book.id, { ...after, headers: { "last-event-id": String(second) } });
    for (const { headers } of [resumed, reconnected]) expect(headers.get("subscription-starts")).toBe("earlier");
    expect(resumed.headers.get("last-event-id")).toBe(first);
    const [last = ""] = await addAll(book.id, "four");
    expect(await readIds(resumed, 3)).toEqual([...ids.slice(1), last]);
    expect(await readIds(reconnected, 2)).toEqual([...ids.slice(2), last]);
  });

  it("brings null for a comment that was deleted meanwhile", async () => {
    const book = await createBook(pair.librarian, "Deleted");
    const begin = await followComments(book.id);
    const [id = ""] = await addAll(book.id, "gone soon");
    await deleteComment(pair.commenter, id);
    const after = begin.headers.get("last-event-id");
    const [event] = await (await followComments(book.id, { variables: { after } })).take(1);
    expect(event).toMatchObject({ commentAdded: { comment: null } });
  });

  it("reads each event anew: what changed since the last one shows", async () => {
    const book = await createBook(pair.librarian, "Counted");
    const query = `subscription ($bookId: ID!) { commentAdded(bookId: $bookId) { comment { book { commentCount } } } }`;
    const stream = await openStream(pair.comments.url, {
      query,
      variables: { bookId: book.id },
      token: pair.token,
      asRouter: true,
    });
    await addAll(book.id, "one");
    const [first] = await stream.take(1);
    await addAll(book.id, "two");
    const [second] = await stream.take(1);
    expect([first, second]).toEqual(
      [1, 2].map((commentCount) => ({ commentAdded: { comment: { book: { commentCount } } } })),
    );
  });

  it("costs one statement for the event, and one for the comment", async () => {
    const book = await createBook(pair.librarian, "Cheap");
    const stream = await followComments(book.id);
    await addAll(book.id, "known by now");
    await stream.take(1);
    const before = (await readLoggedStatements(pair.comments)).length;
    await addAll(book.id, "measured");
    await stream.take(1);
    const executed = (await readLoggedStatements(pair.comments)).slice(before);
    const reads = executed.filter((sql) => /^\s*SELECT/.test(sql) && !/FROM "CommentEvent"/.test(sql));
    expect(reads).toEqual([expect.stringMatching(READS_COMMENTS)]);
  });

  it("outlives the deadline of the request that began it", async () => {
    const book = await createBook(pair.librarian, "Late");
    const stream = await followComments(book.id, { headers: { [REMAINING_TIME_HEADER]: "300" } });
    const openedAt = performance.now();
    await waitFor("the deadline to pass", () => performance.now() > openedAt + 300);
    const ids = await addAll(book.id, "late");
    expect(await readIds(stream, 1)).toEqual(ids);
  });

  it("is told by each of two processes of what the other one takes, once", async () => {
    const other = await startProcess("subgraphs/comments/main", {
      ...pair.variables,
      BOOKS_URL: `${pair.books.url}/graphql`,
    });
    const otherCommenter = createSubgraphCaller(other.url, pair.token);
    const book = await createBook(pair.librarian, "Shared");
    const streams = [await followComments(book.id), await followComments(book.id, {}, other.url)];
    const ids: string[] = [];
    for (const [index, commenter] of [pair.commenter, otherCommenter, pair.commenter, otherCommenter].entries()) {
      ids.push((await createComment(commenter, book.id, `number ${index}`)).id);
    }
    for (const stream of streams) expect(await readIds(stream, ids.length)).toEqual(ids);
    const [last = ""] = await addAll(book.id, "the last");
    for (const stream of streams) expect(await readIds(stream, 1)).toEqual([last]);
    await other.stop("SIGTERM");
    expect(await streams[1]?.next()).toEqual({ kind: "cut off" });
  });
});

describe("bookAdded", () => {
  it("tells of added books, and not of deleted ones", async () => {
    const stream = await followBooks();
    const passing = await createBook(pair.librarian, "Passing");
    await deleteBook(pair.librarian, passing.id);
    const book = await createBook(pair.librarian, "Staying");
    const [, staying] = await stream.take(2);
    expect(staying?.bookAdded.book).toEqual({ id: book.id, title: "Staying" });
    const after = { variables: { after: stream.headers.get("last-event-id") } };
    const again = await (await followBooks(after)).take(2);
    expect(again.map(({ bookAdded }) => bookAdded.book?.title ?? null)).toEqual([null, "Staying"]);
  });
});

describe("a subgraph refuses to begin a stream", () => {
  it.each<[what: string, request: Partial<StreamRequest>, code: string]>([
    ["without a token", { token: undefined }, "UNAUTHENTICATED"],
    ["without the router's signature", { asRouter: false }, "UNAUTHENTICATED"],
    ["after something that is no cursor", { variables: { after: "yesterday" } }, "BAD_USER_INPUT"],
    ["after a text that is far too long", { variables: { after: "7".repeat(1_000) } }, "BAD_USER_INPUT"],
    ["after an event of another history", { variables: { after: "1-0123456789abcdef" } }, "CURSOR_EXPIRED"],
    ["after an event to come", { headers: { "last-event-id": "900000-0123456789abcdef" } }, "CURSOR_EXPIRED"],
  ])("%s", async (_what, request, code) => {
    const stream = await followComments("some-book", request);
    const event = stream.headers.get("content-type")?.startsWith("text/event-stream") ? await stream.next() : null;
    const codes = event?.kind === "next" ? event.result.errors?.map(({ extensions }) => extensions.code) : [code];
    expect(codes).toEqual([code]);
    expect(event?.kind ?? stream.status).toEqual(event === null ? 401 : "next");
    if (event !== null) expect(await stream.next()).toEqual({ kind: "complete" });
  });
});

it("a stream that is left is forgotten at once, event or none", async () => {
  const book = await createBook(pair.librarian, "Left");
  const stream = await followComments(book.id);
  stream.close();
  const isForgotten = async () => {
    const before = (await readLoggedStatements(pair.comments)).length;
    await addAll(book.id, "unheard");
    const executed = (await readLoggedStatements(pair.comments)).slice(before);
    return !executed.some((sql) => READS_COMMENTS.test(sql));
  };
  await waitFor("the stream to be forgotten", isForgotten, 1_000);
});
