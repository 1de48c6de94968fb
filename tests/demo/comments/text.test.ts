import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInAs, type TestCaller } from "../../support/caller.ts";
import { buildRefusal } from "../../support/refusal.ts";
import { buildFittingTexts, buildMisfits, KEPT_TEXTS, REFUSED_TEXTS, TIDIED_TEXTS } from "../../support/text-cases.ts";
import { createBook } from "../books/operations.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import { addComment, createComment, findComment, readComments, updateComment } from "./operations.ts";

const stack = await startDemoStack();
const MAXIMUM = 250;

let editor: TestCaller;
let bookId: string;
beforeAll(async () => {
  editor = await signInAs(stack, "editor");
  bookId = (await createBook(editor, "Talked about")).id;
});

describe("the body of a comment", () => {
  it.each([...KEPT_TEXTS, ...buildFittingTexts(MAXIMUM)])("keeps %s", async (_what, body) => {
    const comment = await createComment(editor, bookId, body);
    expect(comment.body).toBe(body);
    expect((await findComment(editor, comment.id)).data.comment?.body).toBe(body);
  });

  it.each(TIDIED_TEXTS)("is kept without %s", async (_what, given, kept) => {
    expect((await createComment(editor, bookId, given)).body).toBe(kept);
  });

  it(`may have ${MAXIMUM} characters beside the blanks around it`, async () => {
    const body = "x".repeat(MAXIMUM);
    expect((await createComment(editor, bookId, `\n ${body}\t`)).body).toBe(body);
  });

  it.each([...REFUSED_TEXTS, ...buildMisfits(MAXIMUM)])("may not be %s", async (_what, body) => {
    const before = await readComments(editor, bookId, { first: 0 });
    expect(await addComment(editor, { bookId, body })).toMatchObject({
      data: null,
      ...buildRefusal("BAD_USER_INPUT", "body"),
    });
    expect(await readComments(editor, bookId, { first: 0 })).toEqual(before);
  });

  it("is held to the same rules when it changes", async () => {
    const comment = await createComment(editor, bookId, "As it was");
    for (const [, body] of [...REFUSED_TEXTS, ...buildMisfits(MAXIMUM)]) {
      const answer = await updateComment(editor, comment.id, body);
      expect(answer).toMatchObject({ data: null, ...buildRefusal("BAD_USER_INPUT", "body") });
    }
    expect((await findComment(editor, comment.id)).data.comment).toEqual(comment);
    const tidied = await updateComment(editor, comment.id, " new\r\ntext ");
    expect(tidied.data?.updateComment.body).toBe("new\ntext");
  });
});
