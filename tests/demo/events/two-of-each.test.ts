import { beforeAll, describe, expect, it } from "@jest/globals";
import { createSubgraphCaller, type TestCaller } from "../../support/caller.ts";
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

async function waitForPhase(comments: TestProcess, wanted: string): Promise<void> {
  await waitFor(`comments to be ${wanted}`, async () => {
    const { phase } = await readFollowerState(comments);
    return phase === wanted;
  });
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

describe("when the process that follows is killed", () => {
  it("the other one takes over", async () => {
    await pair.comments.stop("SIGKILL");
    await waitForPhase(otherComments, "following");
    await expectDeletionToBeHeardOf(pair.librarian, otherCommenter);
  });
});
