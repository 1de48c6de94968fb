import { beforeAll, describe, expect, it } from "@jest/globals";
import { createSubgraphCaller, signInAs, signUpAs, type TestCaller } from "../../support/caller.ts";
import { buildRefusal } from "../../support/refusal.ts";
import { createBook, readBooks } from "../books/operations.ts";
import { countStatements } from "../support/count-statements.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import {
  addComment,
  type Comment,
  createComment,
  deleteComment,
  findComment,
  listComments,
  readComments,
  updateComment,
} from "./operations.ts";

const stack = await startDemoStack({ LOG_LEVEL: "debug" });

const anonymous = createSubgraphCaller(stack.comments.url);
let reader: TestCaller;
let editor: TestCaller;
let editorsToken: string;
let bookId: string;
let comment: Comment;
beforeAll(async () => {
  editorsToken = await stack.signIn("editor");
  editor = createSubgraphCaller(stack.comments.url, editorsToken);
  reader = createSubgraphCaller(stack.comments.url, await stack.signIn("reader"));
  bookId = (await readBooks(await signInAs(stack, "reader"), { first: 1 })).nodes[0]?.id ?? "";
  comment = await createComment(editor, bookId, "added directly");
});

describe("comments, asked without the router", () => {
  it("answers those who may ask", async () => {
    expect((await readComments(reader, bookId)).nodes).toContainEqual(comment);
    expect((await findComment(reader, comment.id)).data).toEqual({ comment });
  });

  it("lists no comments to whoever has not signed in", async () => {
    const refusal = buildRefusal("UNAUTHENTICATED");
    expect(await listComments(anonymous, bookId)).toMatchObject({ data: { comments: null }, ...refusal });
    expect(await findComment(anonymous, comment.id)).toMatchObject({ data: { comment: null }, ...refusal });
  });

  it("takes no comment from whoever has not signed in", async () => {
    const { totalCount } = await readComments(reader, bookId);
    expect(await addComment(anonymous, { bookId, body: "slipped in" })).toMatchObject({
      data: null,
      ...buildRefusal("UNAUTHENTICATED"),
    });
    expect((await readComments(reader, bookId)).totalCount).toBe(totalCount);
  });

  it.each([
    ["somebody else", "FORBIDDEN", () => reader],
    ["whoever has not signed in", "UNAUTHENTICATED", () => anonymous],
  ])("lets %s change no comment: %s", async (_who, code, getCaller) => {
    const refusal = { data: null, ...buildRefusal(code) };
    expect(await updateComment(getCaller(), comment.id, "overwritten")).toMatchObject(refusal);
    expect(await deleteComment(getCaller(), comment.id)).toMatchObject(refusal);
    expect((await findComment(reader, comment.id)).data).toEqual({ comment });
  });

  it.each([
    ["is no token", () => "something else"],
    ["has another's signature", () => `${editorsToken.slice(0, -8)}AAAAAAAA`],
    ["has no signature", () => editorsToken.slice(0, editorsToken.lastIndexOf(".") + 1)],
  ])("executes nothing for a token that %s", async (_what, getToken) => {
    const answer = await deleteComment(createSubgraphCaller(stack.comments.url, getToken()), comment.id);
    expect(answer).toMatchObject({ status: 401, ...buildRefusal("UNAUTHENTICATED") });
    expect(answer.data).toBeUndefined();
    expect((await findComment(reader, comment.id)).data).toEqual({ comment });
  });
});

describe("comments, books and users as entities", () => {
  const ENTITIES = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      ... on Comment { id body }
      ... on Book { id commentCount comments(first: 1) { nodes { body } } }
      ... on User { id comments(first: 1) { nodes { body } totalCount } }
    }
  }`;

  it("come in the order asked, with one statement for each kind of read", async () => {
    const newcomer = await signUpAs(stack, "newcomer");
    const { data: mine } = await newcomer.send<{ me: { id: string } }>("{ me { id } }");
    const book = await createBook(await signInAs(stack, "editor"), "Talked about");
    const { body } = await createComment(newcomer, book.id, "the only one");
    const representations = [
      { __typename: "Comment", id: comment.id },
      { __typename: "Book", id: book.id },
      { __typename: "Comment", id: "not an id" },
      { __typename: "User", id: mine.me.id },
      { __typename: "Book", id: "not an id" },
      { __typename: "Comment", id: comment.id },
      { __typename: "User", id: "not an id" },
    ];
    const statements = await countStatements(stack, async () => {
      const { data, errors } = await reader.send(ENTITIES, { representations });
      const page = { nodes: [{ body }] };
      const self = { id: comment.id, body: comment.body };
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        _entities: [
          self,
          { id: book.id, commentCount: 1, comments: page },
          null,
          { id: mine.me.id, comments: { ...page, totalCount: 1 } },
          { id: "not an id", commentCount: 0, comments: { nodes: [] } },
          self,
          { id: "not an id", comments: { nodes: [], totalCount: 0 } },
        ],
      });
    });
    expect(statements).toEqual({ comments: 3, books: 0, accounts: 0 });
  });
});
