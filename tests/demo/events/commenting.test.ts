import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInAs, type TestCaller } from "../../support/caller.ts";
import { UNKNOWN_ID } from "../../support/odd-ids.ts";
import { buildRefusal } from "../../support/refusal.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook, deleteBook } from "../books/operations.ts";
import { addComment, createComment, findComment, readComments } from "../comments/operations.ts";
import { waitUntilFollowed } from "../support/book-feed.ts";
import { startDemoStack } from "../support/demo-stack.ts";

// What is tested is not how fast a busy machine answers.
const stack = await startDemoStack({ SUBGRAPH_TIMEOUT_MS: "15000" });

let editor: TestCaller;
beforeAll(async () => {
  editor = await signInAs(stack, "editor");
});

describe("addComment", () => {
  it("takes no comment on a book that never was", async () => {
    expect(await addComment(editor, { bookId: UNKNOWN_ID, body: "lost" })).toMatchObject({
      data: null,
      ...buildRefusal("NOT_FOUND"),
    });
    expect((await readComments(editor, UNKNOWN_ID)).totalCount).toBe(0);
  });

  it("takes no comment on a book that is no more", async () => {
    const { id } = await createBook(editor, "Soon deleted");
    await createComment(editor, id, "in time");
    await deleteBook(editor, id);
    await waitUntilFollowed(stack);
    expect(await addComment(editor, { bookId: id, body: "late" })).toMatchObject({
      data: null,
      ...buildRefusal("NOT_FOUND"),
    });
  });

  it("takes a comment on a book that was added a moment ago, a hundred times", async () => {
    for (let count = 0; count < 100; count += 1) {
      const { id } = await createBook(editor, "Brand new");
      const { data, errors } = await addComment(editor, { bookId: id, body: "first" });
      expect(errors).toBeUndefined();
      expect(data?.addComment.body).toBe("first");
    }
  });

  it("takes many comments at once on one book that was added a moment ago", async () => {
    const { id } = await createBook(editor, "Much awaited");
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => addComment(editor, { bookId: id, body: `number ${index}` })),
    );
    expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
    expect((await readComments(editor, id)).totalCount).toBe(30);
  });
});

describe("deleteBook", () => {
  it("takes the comments on the book along, and no others", async () => {
    const lost = await createBook(editor, "Lost");
    const kept = await createBook(editor, "Kept");
    const { id } = await createComment(editor, lost.id, "goes");
    const { id: other } = await createComment(editor, kept.id, "stays");
    await deleteBook(editor, lost.id);
    await waitFor("the comment to go", async () => (await findComment(editor, id)).data.comment === null);
    expect((await readComments(editor, lost.id)).totalCount).toBe(0);
    expect((await findComment(editor, other)).data.comment).toMatchObject({ body: "stays" });
  });

  it("takes along the comments on a book of the demo", async () => {
    const { data } = await editor.send<{ books: { nodes: { id: string; commentCount: number }[] } }>(
      "{ books(first: 2) { nodes { id commentCount } } }",
    );
    const [first, second] = data.books.nodes;
    expect(first?.commentCount).toBeGreaterThan(0);
    await deleteBook(editor, first?.id ?? "");
    await waitFor("the comments to go", async () => (await readComments(editor, first?.id ?? "")).totalCount === 0);
    expect((await readComments(editor, second?.id ?? "")).totalCount).toBe(second?.commentCount);
  });
});

describe("a comment whose book is deleted while comments cannot hear of it", () => {
  it("stays, without its book, until the news arrives, and goes then", async () => {
    const { id: bookId } = await createBook(editor, "Deleted in silence");
    const { id } = await createComment(editor, bookId, "not for long");
    await stack.comments.stop();
    const deaf = await stack.comments.restart({ BOOKS_URL: "http://127.0.0.1:9/graphql" });
    await deleteBook(editor, bookId);
    const { data, errors } = await editor.send("query ($id: ID!) { comment(id: $id) { body book { title } } }", { id });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ comment: { body: "not for long", book: null } });
    await deaf.stop();
    await stack.comments.restart();
    await waitFor("the comment to go", async () => (await findComment(editor, id)).data.comment === null);
  });
});
