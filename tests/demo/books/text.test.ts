import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInAs, type TestCaller } from "../../support/caller.ts";
import { buildRefusal } from "../../support/refusal.ts";
import { buildFittingTexts, buildMisfits, KEPT_TEXTS, REFUSED_TEXTS, TIDIED_TEXTS } from "../../support/text-cases.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import { addBook, createBook, findBook, readBooks, updateBook } from "./operations.ts";

const stack = await startDemoStack();
const MAXIMUM = 100;
const INPUT = { title: "Some title", author: "Some author" };

let editor: TestCaller;
beforeAll(async () => {
  editor = await signInAs(stack, "editor");
});

describe.each(["title", "author"] as const)("the %s of a book", (field) => {
  it.each([...KEPT_TEXTS, ...buildFittingTexts(MAXIMUM)])("keeps %s", async (_what, text) => {
    const { data } = await addBook(editor, { ...INPUT, [field]: text });
    expect(data?.addBook[field]).toBe(text);
    const found = await findBook(editor, data?.addBook.id ?? "");
    expect(found.data.book?.[field]).toBe(text);
  });

  it.each(TIDIED_TEXTS)("is kept without %s", async (_what, given, kept) => {
    const { data } = await addBook(editor, { ...INPUT, [field]: given });
    expect(data?.addBook[field]).toBe(kept);
  });

  it(`may have ${MAXIMUM} characters beside the blanks around it`, async () => {
    const text = "x".repeat(MAXIMUM);
    const { data } = await addBook(editor, { ...INPUT, [field]: `  ${text}\n` });
    expect(data?.addBook[field]).toBe(text);
  });

  it.each([...REFUSED_TEXTS, ...buildMisfits(MAXIMUM)])("may not be %s", async (_what, text) => {
    const { totalCount } = await readBooks(editor, { first: 0 });
    const answer = await addBook(editor, { ...INPUT, [field]: text });
    expect(answer).toMatchObject({ data: null, ...buildRefusal("BAD_USER_INPUT", field) });
    expect((await readBooks(editor, { first: 0 })).totalCount).toBe(totalCount);
  });

  it("is held to the same rules when it changes", async () => {
    const book = await createBook(editor, INPUT.title, INPUT.author);
    for (const [, text] of [...REFUSED_TEXTS, ...buildMisfits(MAXIMUM)]) {
      const answer = await updateBook(editor, { id: book.id, [field]: text });
      expect(answer).toMatchObject({ data: null, ...buildRefusal("BAD_USER_INPUT", field) });
    }
    expect((await findBook(editor, book.id)).data.book).toEqual(book);
    const tidied = await updateBook(editor, { id: book.id, [field]: " new\r\ntext " });
    expect(tidied.data?.updateBook[field]).toBe("new\ntext");
  });
});
