import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInAs, signUpAs, type TestCaller } from "../../support/caller.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createBook, deleteBook, readBooks } from "../books/operations.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import { createComment, findComment, readComments } from "./operations.ts";

const stack = await startDemoStack();

interface Linked {
  readonly body: string;
  readonly author: { readonly id: string; readonly username: string };
  readonly book: { readonly id: string; readonly title: string } | null;
}

const LINKED = "body author { id username } book { id title }";

let editor: TestCaller;
let commenter: TestCaller;
beforeAll(async () => {
  editor = await signInAs(stack, "editor");
  commenter = await signUpAs(stack, "commenter");
});

describe("a comment", () => {
  it("leads to its author and its book, which other subgraphs keep", async () => {
    const book = await createBook(editor, "Linked", "Somebody");
    const { id } = await createComment(commenter, book.id, "see there");
    const { data, errors } = await commenter.send<{ comment: Linked; me: { id: string } }>(
      `query ($id: ID!) { comment(id: $id) { ${LINKED} } me { id } }`,
      { id },
    );
    expect(errors).toBeUndefined();
    expect(data.comment).toEqual({
      body: "see there",
      author: { id: data.me.id, username: "commenter" },
      book: { id: book.id, title: "Linked" },
    });
  });

  it("leads there in the answer that adds it", async () => {
    const book = await createBook(editor, "Linked at once");
    const { data } = await commenter.send<{ addComment: Linked }>(
      `mutation ($bookId: ID!) { addComment(bookId: $bookId, body: "new") { ${LINKED} } }`,
      { bookId: book.id },
    );
    expect(data.addComment).toMatchObject({
      author: { username: "commenter" },
      book: { title: "Linked at once" },
    });
  });

  it("goes with its book, and leaves its neighbours", async () => {
    const author = await signUpAs(stack, "author-of-two");
    const lost = await createBook(editor, "Soon lost");
    const kept = await createBook(editor, "Kept");
    const { id } = await createComment(author, lost.id, "on the lost one");
    await createComment(author, kept.id, "on the kept one");
    await deleteBook(editor, lost.id);
    await waitFor("the comment to go", async () => (await findComment(author, id)).data.comment === null);
    const { data, errors } = await author.send<{ me: { comments: { nodes: Linked[] } } }>(
      `{ me { comments { nodes { ${LINKED} } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.me.comments.nodes).toMatchObject([
      { body: "on the kept one", author: { username: "author-of-two" }, book: { title: "Kept" } },
    ]);
  });
});

describe("a book", () => {
  it("leads to the same comments that are listed by its id, and counts them", async () => {
    const [book] = (await readBooks(commenter, { first: 1 })).nodes;
    const listed = await readComments(commenter, book?.id ?? "");
    const { data } = await commenter.send<{ book: { comments: { nodes: object[] }; commentCount: number } }>(
      "query ($id: ID!) { book(id: $id) { comments { nodes { id body createdAt updatedAt } } commentCount } }",
      { id: book?.id },
    );
    expect(listed.nodes.length).toBeGreaterThan(1);
    expect(data.book).toEqual({ comments: { nodes: listed.nodes }, commentCount: listed.totalCount });
  });

  it("has no comments at first", async () => {
    const { id } = await createBook(editor, "Silent");
    const { data } = await commenter.send(
      "query ($id: ID!) { book(id: $id) { comments { nodes { id } totalCount } commentCount } }",
      { id },
    );
    expect(data).toEqual({ book: { comments: { nodes: [], totalCount: 0 }, commentCount: 0 } });
  });

  it("counts anew behind each mutation of one operation", async () => {
    const { id: bookId } = await createBook(editor, "Counted");
    const comment = await createComment(commenter, bookId, "the first");
    const { data, errors } = await commenter.send(
      `mutation ($bookId: ID!, $id: ID!) {
        second: addComment(bookId: $bookId, body: "the second") { ...state }
        third: addComment(bookId: $bookId, body: "the third") { ...state }
        changed: updateComment(id: $id, body: "the first again") { ...state }
        deleted: deleteComment(id: $id)
        fourth: addComment(bookId: $bookId, body: "the fourth") { ...state }
      }
      fragment state on Comment { book { commentCount comments { nodes { body } totalCount } } }`,
      { bookId, id: comment.id },
    );
    const state = (...bodies: string[]) => ({
      book: {
        commentCount: bodies.length,
        comments: { nodes: bodies.map((body) => ({ body })), totalCount: bodies.length },
      },
    });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      second: state("the first", "the second"),
      third: state("the first", "the second", "the third"),
      changed: state("the first again", "the second", "the third"),
      deleted: comment.id,
      fourth: state("the second", "the third", "the fourth"),
    });
  });
});

describe("a user", () => {
  it("leads to the comments that they wrote, on whatever book", async () => {
    const author = await signUpAs(stack, "author-of-some");
    const [first, second] = (await readBooks(author, { first: 2 })).nodes;
    await createComment(author, second?.id ?? "", "mine on the second");
    await createComment(editor, second?.id ?? "", "not mine");
    await createComment(author, first?.id ?? "", "mine on the first");
    const { data } = await author.send<{ me: { comments: { nodes: Linked[]; totalCount: number } } }>(
      `{ me { comments { nodes { ${LINKED} } totalCount } } }`,
    );
    expect(data.me.comments).toMatchObject({
      nodes: [
        { body: "mine on the second", book: { title: second?.title } },
        { body: "mine on the first", book: { title: first?.title } },
      ],
      totalCount: 2,
    });
  });

  it("has no comments at first", async () => {
    const silent = await signUpAs(stack, "silent");
    const { data } = await silent.send("{ me { comments { nodes { id } totalCount } } }");
    expect(data).toEqual({ me: { comments: { nodes: [], totalCount: 0 } } });
  });
});
