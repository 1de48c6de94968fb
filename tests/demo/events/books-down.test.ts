import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { UNKNOWN_ID } from "../../support/odd-ids.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook } from "../books/operations.ts";
import { addComment, createComment } from "../comments/operations.ts";
import { readFollowerState, waitUntilFollowed } from "../support/book-feed.ts";
import { startPair } from "./service-pair.ts";

const pair = await startPair();
const { comments, commenter, librarian } = pair;
let { books } = pair;

const UNAVAILABLE = {
  data: null,
  errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "books" } }],
};

let bookId: string;
beforeAll(async () => {
  bookId = (await createBook(librarian, "Known")).id;
  await createComment(commenter, bookId, "the first");
});

describe("while books is down, comments", () => {
  beforeAll(async () => {
    await books.stop("SIGKILL");
  });
  afterAll(async () => {
    books = await books.restart();
  });

  it("takes comments on the books that it knows", async () => {
    expect(await createComment(commenter, bookId, "all the same")).toMatchObject({ body: "all the same" });
  });

  it("says of other books that it cannot know, not that there is none", async () => {
    const answer = await addComment(commenter, { bookId: UNKNOWN_ID, body: "perhaps" });
    expect(answer).toMatchObject(UNAVAILABLE);
    expect(answer.errors?.[0]?.message).toBe('The subgraph "books" cannot be reached.');
  });

  it("is ready, and says that it follows nobody", async () => {
    await waitFor("comments to notice", async () => {
      const { phase } = await readFollowerState(comments);
      return phase === "interrupted";
    });
    expect((await fetch(`${comments.url}/health/ready`)).status).toBe(200);
  });
});

describe("when books has come back, comments", () => {
  it("catches up within moments", async () => {
    const { id } = await createBook(librarian, "After the return");
    const startedAt = performance.now();
    await waitUntilFollowed({ books, comments });
    // A backoff of a second at the most; the rest is for a slow machine.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await createComment(commenter, id, "there again")).toMatchObject({ body: "there again" });
  });
});

describe("while books hangs, comments", () => {
  beforeAll(async () => {
    await waitUntilFollowed({ books, comments });
  });
  afterEach(() => {
    books.process.kill("SIGCONT");
  });

  it("takes comments on the books that it knows, and gives up on others after a second", async () => {
    books.process.kill("SIGSTOP");
    const startedAt = performance.now();
    const unknown = addComment(commenter, { bookId: UNKNOWN_ID, body: "perhaps" });
    expect(await createComment(commenter, bookId, "meanwhile")).toMatchObject({ body: "meanwhile" });
    expect(await unknown).toMatchObject(UNAVAILABLE);
    // Books hangs until the test is over: only by giving up is there an answer.
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(950);
  });

  it("answers all who ask for others, however many there are", async () => {
    books.process.kill("SIGSTOP");
    const lookups = Array.from({ length: 200 }, (_, index) =>
      addComment(commenter, { bookId: UNKNOWN_ID.replace(/...$/, String(100 + index)), body: "perhaps" }),
    );
    expect(await createComment(commenter, bookId, "in between")).toMatchObject({ body: "in between" });
    const codes = (await Promise.all(lookups)).map((answer) => answer.codes);
    expect(new Set(codes.flat())).toEqual(new Set(["SUBGRAPH_UNAVAILABLE"]));
  });
});
