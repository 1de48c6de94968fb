import { beforeAll, describe, expect, it } from "@jest/globals";
import { createCaller, signInAs, type TestCaller } from "../../support/caller.ts";
import { ODD_IDS, UNKNOWN_ID } from "../../support/odd-ids.ts";
import { buildRefusal } from "../../support/refusal.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import {
  addBook,
  type Book,
  createBook,
  deleteBook,
  findBook,
  listBooks,
  readBooks,
  updateBook,
} from "./operations.ts";

const stack = await startDemoStack();
const ISO_IN_UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const anonymous = createCaller(stack.router.url);
let reader: TestCaller;
let editor: TestCaller;
beforeAll(async () => {
  [reader, editor] = await Promise.all([signInAs(stack, "reader"), signInAs(stack, "editor")]);
});

describe("the catalogue", () => {
  it("shows its books to whoever is signed in, oldest first", async () => {
    const { nodes, totalCount } = await readBooks(reader, { first: 100 });
    expect(nodes).toHaveLength(totalCount);
    expect(nodes.slice(0, 2).map(({ title, author }) => [title, author])).toEqual([
      ["Pride and Prejudice", "Jane Austen"],
      ["Moby-Dick; or, The Whale", "Herman Melville"],
    ]);
    const times = nodes.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort((a, b) => Date.parse(a) - Date.parse(b)));
  });

  it("is closed to whoever is not", async () => {
    expect(await listBooks(anonymous)).toMatchObject({
      data: undefined,
      ...buildRefusal("UNAUTHENTICATED"),
    });
    const { id } = await requireFirstBook();
    expect(await findBook(anonymous, id)).toMatchObject({
      data: undefined,
      ...buildRefusal("UNAUTHENTICATED"),
    });
  });

  it("finds each book by its id", async () => {
    const { nodes } = await readBooks(reader, { first: 3 });
    for (const book of nodes) expect((await findBook(reader, book.id)).data.book).toEqual(book);
  });

  it.each([["an id of no book", UNKNOWN_ID], ...ODD_IDS])("has no book by %s", async (_what, id) => {
    expect(await findBook(reader, id)).toMatchObject({ data: { book: null }, errors: undefined });
  });
});

describe("addBook", () => {
  it("puts a book at the end of the catalogue", async () => {
    const { data } = await addBook(editor, { title: "Nana", author: "Émile Zola" });
    expect(data?.addBook).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      title: "Nana",
      author: "Émile Zola",
      createdAt: expect.stringMatching(ISO_IN_UTC),
    });
    expect((await readBooks(reader, { first: 100 })).nodes.at(-1)).toEqual(data?.addBook);
  });

  it("says when the book was added", async () => {
    const before = Date.now();
    const { createdAt } = await createBook(editor, "Added now");
    expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(createdAt)).toBeLessThanOrEqual(Date.now());
  });

  it("takes the same title and author twice: editions are books of their own", async () => {
    const first = await createBook(editor, "Twice", "Somebody");
    const second = await createBook(editor, "Twice", "Somebody");
    expect(second.id).not.toBe(first.id);
  });
});

describe("updateBook", () => {
  it.each([
    ["title", "A new title"],
    ["author", "A new author"],
  ] as const)("changes the %s and leaves the rest", async (field, text) => {
    const book = await createBook(editor, "Old title", "Old author");
    const { data } = await updateBook(editor, { id: book.id, [field]: text });
    expect(data?.updateBook).toEqual({ ...book, [field]: text });
    expect((await findBook(reader, book.id)).data.book).toEqual({ ...book, [field]: text });
  });

  it("changes both at once", async () => {
    const book = await createBook(editor, "Old title", "Old author");
    const change = { id: book.id, title: "New title", author: "New author" };
    expect((await updateBook(editor, change)).data?.updateBook).toEqual({ ...book, ...change });
  });

  it("takes null for what stays", async () => {
    const book = await createBook(editor, "Stays", "Goes");
    const { data } = await updateBook(editor, { id: book.id, title: null, author: "Came" });
    expect(data?.updateBook).toEqual({ ...book, author: "Came" });
  });

  it.each([
    ["nothing", {}],
    ["nulls", { title: null, author: null }],
  ])("refuses to change %s", async (_what, change) => {
    const { id } = await requireFirstBook();
    expect(await updateBook(editor, { id, ...change })).toMatchObject({
      data: null,
      ...buildRefusal("BAD_USER_INPUT", "title"),
    });
  });

  it("leaves no half of a change behind when the other half is refused", async () => {
    const book = await createBook(editor, "Whole", "Or not at all");
    const answer = await updateBook(editor, { id: book.id, title: "Changed", author: "" });
    expect(answer).toMatchObject(buildRefusal("BAD_USER_INPUT", "author"));
    expect((await findBook(reader, book.id)).data.book).toEqual(book);
  });
});

describe("deleteBook", () => {
  it("takes the book out of the catalogue and gives its id back", async () => {
    const { id } = await createBook(editor, "Short-lived");
    const { totalCount } = await readBooks(reader, { first: 0 });
    expect((await deleteBook(editor, id)).data).toEqual({ deleteBook: id });
    expect((await findBook(reader, id)).data.book).toBeNull();
    const after = await readBooks(reader, { first: 100 });
    expect(after.totalCount).toBe(totalCount - 1);
    expect(after.nodes.map((book) => book.id)).not.toContain(id);
  });

  it("finds nothing to delete the second time", async () => {
    const { id } = await createBook(editor, "Deleted twice");
    await deleteBook(editor, id);
    expect(await deleteBook(editor, id)).toMatchObject({ data: null, ...buildRefusal("NOT_FOUND") });
  });
});

describe("a book that does not exist", () => {
  it.each([["an id of no book", UNKNOWN_ID], ...ODD_IDS])("is neither changed nor deleted by %s", async (_what, id) => {
    const before = await readBooks(reader, { first: 100 });
    const refusal = { data: null, ...buildRefusal("NOT_FOUND") };
    expect(await updateBook(editor, { id, title: "Anything" })).toMatchObject(refusal);
    expect(await deleteBook(editor, id)).toMatchObject(refusal);
    expect(await readBooks(reader, { first: 100 })).toEqual(before);
  });
});

describe("whoever may not change the catalogue", () => {
  const changes = [
    ["add", (caller: TestCaller) => addBook(caller, { title: "Slipped in", author: "Nobody" })],
    ["update", (caller: TestCaller, id: string) => updateBook(caller, { id, title: "Slipped in" })],
    ["delete", (caller: TestCaller, id: string) => deleteBook(caller, id)],
  ] as const;

  it.each(changes)("cannot %s a book as a reader", async (_what, change) => {
    const before = await readBooks(reader, { first: 100 });
    expect(await change(reader, (await requireFirstBook()).id)).toMatchObject({
      data: undefined,
      ...buildRefusal("FORBIDDEN"),
    });
    expect(await readBooks(reader, { first: 100 })).toEqual(before);
  });

  it.each(changes)("cannot %s a book without signing in", async (_what, change) => {
    const before = await readBooks(reader, { first: 100 });
    expect(await change(anonymous, (await requireFirstBook()).id)).toMatchObject({
      data: undefined,
      ...buildRefusal("UNAUTHENTICATED"),
    });
    expect(await readBooks(reader, { first: 100 })).toEqual(before);
  });
});

async function requireFirstBook(): Promise<Book> {
  const [book] = (await readBooks(reader, { first: 1 })).nodes;
  if (book === undefined) throw new Error("the demo has no books");
  return book;
}
