import { beforeAll, describe, expect, it } from "@jest/globals";
import { createSubgraphCaller, signInAs, type TestCaller } from "../../support/caller.ts";
import { UNKNOWN_ID } from "../../support/odd-ids.ts";
import { buildRefusal } from "../../support/refusal.ts";
import { countStatements } from "../support/count-statements.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import { addBook, type Book, deleteBook, findBook, listBooks, readBooks, updateBook } from "./operations.ts";

const stack = await startDemoStack({ LOG_LEVEL: "debug" });

const anonymous = createSubgraphCaller(stack.books.url);
let reader: TestCaller;
let editor: TestCaller;
let editorsToken: string;
let books: readonly Book[];
beforeAll(async () => {
  editorsToken = await stack.signIn("editor");
  editor = createSubgraphCaller(stack.books.url, editorsToken);
  reader = createSubgraphCaller(stack.books.url, await stack.signIn("reader"));
  books = (await readBooks(await signInAs(stack, "reader"), { first: 100 })).nodes;
});

describe("books, asked without the router", () => {
  it("answers those who may ask as the router does", async () => {
    expect((await readBooks(reader, { first: 100 })).nodes).toEqual(books);
  });

  it("lists no books to whoever has not signed in", async () => {
    const refusal = buildRefusal("UNAUTHENTICATED");
    expect(await listBooks(anonymous)).toMatchObject({ data: { books: null }, ...refusal });
    expect(await findBook(anonymous, books[0]?.id ?? "")).toMatchObject({ data: { book: null }, ...refusal });
  });

  it.each([
    ["a reader", "FORBIDDEN", () => reader],
    ["whoever has not signed in", "UNAUTHENTICATED", () => anonymous],
  ])("lets %s change nothing: %s", async (_who, code, getCaller) => {
    const id = books[0]?.id ?? "";
    const refusal = { data: null, ...buildRefusal(code) };
    expect(await addBook(getCaller(), { title: "Slipped in", author: "Nobody" })).toMatchObject(refusal);
    expect(await updateBook(getCaller(), { id, title: "Slipped in" })).toMatchObject(refusal);
    expect(await deleteBook(getCaller(), id)).toMatchObject(refusal);
    expect((await readBooks(reader, { first: 100 })).nodes).toEqual(books);
  });

  it("lets those who may change the catalogue do it", async () => {
    const { data } = await addBook(editor, { title: "Added directly", author: "Somebody" });
    expect((await deleteBook(editor, data?.addBook.id ?? "")).data).toEqual({
      deleteBook: data?.addBook.id,
    });
  });

  it.each([
    ["is no token", () => "something else"],
    ["has another's signature", () => `${editorsToken.slice(0, -8)}AAAAAAAA`],
    ["has no signature", () => editorsToken.slice(0, editorsToken.lastIndexOf(".") + 1)],
  ])("executes nothing for a token that %s", async (_what, getToken) => {
    const caller = createSubgraphCaller(stack.books.url, getToken());
    const answer = await addBook(caller, { title: "Slipped in", author: "Nobody" });
    expect(answer).toMatchObject({ status: 401, ...buildRefusal("UNAUTHENTICATED") });
    expect(answer.data).toBeUndefined();
    expect((await readBooks(reader, { first: 0 })).totalCount).toBe(books.length);
  });
});

describe("books as entities", () => {
  const ENTITIES = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { __typename ... on Book { id title author createdAt } }
  }`;

  it("come in the order asked, null where there is none, with one statement for all", async () => {
    const asked = [books[2]?.id, UNKNOWN_ID, books[0]?.id, "not an id", books[2]?.id];
    const representations = asked.map((id) => ({ __typename: "Book", id }));
    const statements = await countStatements(stack, async () => {
      const { data, errors } = await reader.send(ENTITIES, { representations });
      const entity = (book: Book | undefined) => ({ __typename: "Book", ...book });
      expect(errors).toBeUndefined();
      expect(data).toEqual({
        _entities: [entity(books[2]), null, entity(books[0]), null, entity(books[2])],
      });
    });
    expect(statements).toEqual({ books: 1, comments: 0, accounts: 0 });
  });

  it("may be as many as a page of pages has", async () => {
    const representations = Array.from({ length: 10_000 }, (_, index) => ({
      __typename: "Book",
      id: index % 2 === 0 ? books[index % books.length]?.id : UNKNOWN_ID.replace(/.{4}$/, `${index}`),
    }));
    const { data, errors } = await reader.send<{ _entities: (Book | null)[] }>(ENTITIES, { representations });
    expect(errors).toBeUndefined();
    expect(data._entities.map((book) => book?.id)).toEqual(
      representations.map(({ id }, index) => (index % 2 === 0 ? id : undefined)),
    );
  });
});
