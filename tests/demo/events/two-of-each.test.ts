import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { createSubgraphCaller, type TestCaller } from "../../support/caller.ts";
import { openStream, type TestStream } from "../../support/event-stream.ts";
import { startProcess, type TestProcess } from "../../support/process.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook, deleteBook } from "../books/operations.ts";
import { createComment, readComments } from "../comments/operations.ts";
import { readFollowerState } from "../support/book-feed.ts";
import { startPair } from "./service-pair.ts";

const pair = await startPair();
const [otherBooks, otherComments] = await Promise.all([
  startProcess("subgraphs/books/main", pair.variables),
  startProcess("subgraphs/comments/main", { ...pair.variables, BOOKS_URL: `${pair.books.url}/graphql` }),
]);
const otherLibrarian = createSubgraphCaller(otherBooks.url, pair.token);
const otherCommenter = createSubgraphCaller(otherComments.url, pair.token);

/** How soon another process follows. */
const TAKEN_OVER_MS = 5_000;
const ADD_COMMENT = "mutation ($bookId: ID!, $body: String!) { addComment(bookId: $bookId, body: $body) { id } }";

interface BookAdded {
  readonly bookAdded: { readonly book: { readonly id: string } };
}

interface CommentAdded {
  readonly commentAdded: { readonly comment: { readonly body: string } };
}

async function waitForPhase(comments: TestProcess, wanted: string, timeoutMs?: number): Promise<void> {
  const isSo = async () => (await readFollowerState(comments)).phase === wanted;
  await waitFor(`comments to be ${wanted}`, isSo, timeoutMs);
}

/** Adds a book with a comment and deletes it, then waits until its comment has gone. */
async function expectDeletionToBeHeardOf(librarian: TestCaller, commenter: TestCaller): Promise<void> {
  const { id } = await createBook(librarian, "Passing");
  await createComment(commenter, id, "passing");
  await deleteBook(librarian, id);
  await waitFor("the comment to go", async () => (await readComments(commenter, id)).totalCount === 0);
}

beforeAll(() => waitForPhase(pair.comments, "following"));

describe("of two processes of comments on one database", () => {
  it("one follows books, and the other stands by", async () => {
    await waitForPhase(otherComments, "standby");
    expect((await fetch(`${otherComments.url}/health/ready`)).status).toBe(200);
  });

  it("both take comments on books that were added a moment ago", async () => {
    for (let count = 0; count < 10; count += 1) {
      const { id } = await createBook(otherLibrarian, "Brand new");
      await Promise.all([createComment(pair.commenter, id, "one"), createComment(otherCommenter, id, "two")]);
      expect((await readComments(otherCommenter, id)).totalCount).toBe(2);
    }
  });
});

describe("of two processes of books on one database", () => {
  it.each([
    ["that is followed", () => pair.librarian],
    ["that nobody follows", () => otherLibrarian],
  ])("what happens at the one %s is heard of", async (_which, getLibrarian) => {
    await expectDeletionToBeHeardOf(getLibrarian(), otherCommenter);
  });
});

describe("who subscribes, at whichever process,", () => {
  it("is told of every book once, in one order", async () => {
    const query = "subscription { bookAdded { book { id } } }";
    const streams = await Promise.all(
      [pair.books, otherBooks].map(({ url }) =>
        openStream<BookAdded>(url, { query, token: pair.token, asRouter: true }),
      ),
    );
    const added = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        createBook(index % 2 === 0 ? pair.librarian : otherLibrarian, `Told ${index}`),
      ),
    );
    const [one = [], other] = await Promise.all(
      streams.map(async (stream) => (await stream.take(20)).map(({ bookAdded }) => bookAdded.book.id)),
    );
    expect(one.toSorted()).toEqual(added.map(({ id }) => id).sort());
    expect(other).toEqual(one);
  });
});

describe("when the process that follows is killed", () => {
  it("the other one takes over, and its subscribers are told of each comment once", async () => {
    const { id } = await createBook(pair.librarian, "Followed");
    const [dying, staying] = [await followComments(pair.comments, id), await followComments(otherComments, id)];
    const before = await addComments([pair.commenter, otherCommenter], id, 20);
    expect(await readBodies(dying, 20)).toEqual(before);
    await pair.comments.stop("SIGKILL");
    await waitForPhase(otherComments, "following", TAKEN_OVER_MS);
    await expectDeletionToBeHeardOf(pair.librarian, otherCommenter);
    const after = await addComments([otherCommenter], id, 20);
    expect(await readBodies(staying, 20)).toEqual(before);
    expect(await readBodies(staying, 20)).toEqual(after);
  });
});

function followComments({ url }: TestProcess, bookId: string): Promise<TestStream<CommentAdded>> {
  const query = "subscription ($bookId: ID!) { commentAdded(bookId: $bookId) { comment { body } } }";
  return openStream(url, { query, variables: { bookId }, token: pair.token, asRouter: true });
}

/** The texts of the next `count` comments; fewer when one comes twice. */
async function readBodies(stream: TestStream<CommentAdded>, count: number): Promise<ReadonlySet<string>> {
  return new Set((await stream.take(count)).map(({ commentAdded }) => commentAdded.comment.body));
}

/** Adds comments at once, by each of `commenters` in turn. @returns their texts */
async function addComments(commenters: readonly TestCaller[], bookId: string, count: number) {
  const bodies = Array.from({ length: count }, () => randomUUID());
  const adding = bodies.map((body, index) =>
    commenters[index % commenters.length]?.send(ADD_COMMENT, { bookId, body }),
  );
  for (const answer of await Promise.all(adding)) expect(answer?.errors).toBeUndefined();
  return new Set(bodies);
}
