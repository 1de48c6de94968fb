import { beforeAll, describe, expect, it } from "@jest/globals";
import { createCaller, signInAs, signUpAs, type TestCaller } from "../../support/caller.ts";
import { ODD_IDS, UNKNOWN_ID } from "../../support/odd-ids.ts";
import { buildRefusal } from "../../support/refusal.ts";
import { createBook } from "../books/operations.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import {
  addComment,
  createComment,
  deleteComment,
  findComment,
  listComments,
  readComments,
  updateComment,
} from "./operations.ts";

const stack = await startDemoStack();
const ISO_IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const anonymous = createCaller(stack.router.url);
let author: TestCaller;
let stranger: TestCaller;
let moderator: TestCaller;
let bookId: string;
beforeAll(async () => {
  [author, stranger, moderator] = await Promise.all([
    signInAs(stack, "reader"),
    signUpAs(stack, "stranger"),
    signInAs(stack, "editor"),
  ]);
  bookId = (await createBook(moderator, "Talked about")).id;
});

describe("comments", () => {
  it("are those on one book, oldest first", async () => {
    const other = await createBook(moderator, "Another book");
    const book = await createBook(moderator, "Talked about in order");
    const first = await createComment(author, book.id, "first");
    await createComment(author, other.id, "elsewhere");
    const second = await createComment(stranger, book.id, "second");
    const { nodes, totalCount } = await readComments(stranger, book.id);
    expect({ nodes, totalCount }).toEqual({ nodes: [first, second], totalCount: 2 });
  });

  it("are found one by one, too", async () => {
    const comment = await createComment(author, bookId, "found");
    expect((await findComment(stranger, comment.id)).data.comment).toEqual(comment);
  });

  it.each([["a book that nobody knows", UNKNOWN_ID], ...ODD_IDS])("are an empty page for %s", async (_what, id) => {
    expect(await readComments(author, id)).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      totalCount: 0,
    });
  });

  it.each([["an id of no comment", UNKNOWN_ID], ...ODD_IDS])("are not found by %s", async (_what, id) => {
    expect(await findComment(author, id)).toMatchObject({ data: { comment: null }, errors: undefined });
  });

  it("are closed to whoever has not signed in", async () => {
    const comment = await createComment(author, bookId, "for those inside");
    const refusal = { data: undefined, ...buildRefusal("UNAUTHENTICATED") };
    expect(await listComments(anonymous, bookId)).toMatchObject(refusal);
    expect(await findComment(anonymous, comment.id)).toMatchObject(refusal);
  });
});

describe("addComment", () => {
  it("dates the comment now, written and changed in the same moment", async () => {
    const before = Date.now();
    const comment = await createComment(author, bookId, "dated");
    expect(comment.createdAt).toMatch(ISO_IN_UTC);
    expect(Date.parse(comment.createdAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(comment.createdAt)).toBeLessThanOrEqual(Date.now());
    expect(comment.updatedAt).toBe(comment.createdAt);
  });

  it("needs a sign-in", async () => {
    const before = await readComments(author, bookId);
    expect(await addComment(anonymous, { bookId, body: "slipped in" })).toMatchObject({
      data: undefined,
      ...buildRefusal("UNAUTHENTICATED"),
    });
    expect(await readComments(author, bookId)).toEqual(before);
  });

  it.each(ODD_IDS)("finds no book by %s", async (_what, id) => {
    expect(await addComment(author, { bookId: id, body: "lost" })).toMatchObject({
      data: null,
      ...buildRefusal("NOT_FOUND"),
    });
    expect((await readComments(author, id)).totalCount).toBe(0);
  });
});

describe("updateComment", () => {
  it("changes the body and the date of the change, and nothing else", async () => {
    const comment = await createComment(author, bookId, "before");
    const { data } = await updateComment(author, comment.id, "after");
    const updatedAt = data?.updateComment.updatedAt ?? "";
    expect(data?.updateComment).toEqual({ ...comment, body: "after", updatedAt });
    expect(updatedAt).toMatch(ISO_IN_UTC);
    expect(Date.parse(updatedAt)).toBeGreaterThan(Date.parse(comment.updatedAt));
    expect((await findComment(author, comment.id)).data.comment).toEqual(data?.updateComment);
  });

  it("is a moderator's right, and leaves the author the author", async () => {
    const { id } = await createComment(author, bookId, "rude");
    expect((await updateComment(moderator, id, "polite")).data?.updateComment.body).toBe("polite");
    expect((await updateComment(author, id, "mine again")).data?.updateComment.body).toBe("mine again");
  });
});

describe("deleteComment", () => {
  it.each([
    ["the author", () => author],
    ["a moderator", () => moderator],
  ])("lets %s take the comment away and gives its id back", async (_who, getCaller) => {
    const { id } = await createComment(author, bookId, "short-lived");
    const { totalCount } = await readComments(author, bookId, { first: 0 });
    expect((await deleteComment(getCaller(), id)).data).toEqual({ deleteComment: id });
    expect((await findComment(author, id)).data.comment).toBeNull();
    expect((await readComments(author, bookId, { first: 0 })).totalCount).toBe(totalCount - 1);
  });

  it("finds nothing to delete the second time", async () => {
    const { id } = await createComment(author, bookId, "deleted twice");
    await deleteComment(author, id);
    expect(await deleteComment(author, id)).toMatchObject({ data: null, ...buildRefusal("NOT_FOUND") });
  });
});

describe("somebody else's comment", () => {
  const changes = [
    ["update", (caller: TestCaller, id: string) => updateComment(caller, id, "overwritten")],
    ["delete", (caller: TestCaller, id: string) => deleteComment(caller, id)],
  ] as const;
  const callers = [
    ["a user who did not write it", "FORBIDDEN", null, () => stranger],
    ["one who has not signed in", "UNAUTHENTICATED", undefined, () => anonymous],
  ] as const;
  const refusals = changes.flatMap(([what, change]) =>
    callers.map(([who, code, data, getCaller]) => [what, who, code, data, change, getCaller] as const),
  );

  it.each(refusals)("refuses to %s for %s: %s", async (_what, _who, code, data, change, getCaller) => {
    const comment = await createComment(author, bookId, "mine");
    expect(await change(getCaller(), comment.id)).toMatchObject({ data, ...buildRefusal(code) });
    expect((await findComment(author, comment.id)).data.comment).toEqual(comment);
  });

  it("does not become one's own by being a moderator's", async () => {
    const { id } = await createComment(moderator, bookId, "from above");
    expect(await updateComment(author, id, "from below")).toMatchObject(buildRefusal("FORBIDDEN"));
  });
});

describe("a comment that does not exist", () => {
  it.each([["an id of no comment", UNKNOWN_ID], ...ODD_IDS])(
    "is neither changed nor deleted by %s",
    async (_what, id) => {
      const before = await readComments(author, bookId);
      const refusal = { data: null, ...buildRefusal("NOT_FOUND") };
      expect(await updateComment(moderator, id, "anything")).toMatchObject(refusal);
      expect(await deleteComment(moderator, id)).toMatchObject(refusal);
      expect(await readComments(author, bookId)).toEqual(before);
    },
  );
});
