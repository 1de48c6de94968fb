import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInAs, type TestCaller } from "../../support/caller.ts";
import type { PageArguments } from "../../support/connection.ts";
import { usesPostgresql } from "../../support/test-database.ts";
import { createBook } from "../books/operations.ts";
import { readComments } from "../comments/operations.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import { addItem, deleteItem } from "./items.ts";
import { LISTS, type List, readPage } from "./lists.ts";
import { walkForward } from "./walk.ts";

const stack = await startDemoStack();
// On PostgreSQL, of two items that are added at the same moment, the older may become visible after the younger. A walk
// that has just passed its place does not meet it: docs/operating.md#postgresql.
const WRITERS = usesPostgresql ? 1 : 4;
const ADDED_BY_EACH = 15;

let editor: TestCaller;
let bookId: string;
beforeAll(async () => {
  editor = await signInAs(stack, "editor");
  bookId = (await createBook(editor, "Talked about")).id;
});

describe.each(LISTS)("walking through %s", (_name, list) => {
  const read = (page?: PageArguments) => readPage(editor, list, bookId, page);

  it("meets each item once, in order, while others are added at the same time", async () => {
    const before = await walkForward(read, 100);
    const writing = startWriting(list);
    const met = await walkForward(read, 3, writing.isGoingOn);
    const added = await writing.ids;
    expect(met.slice(0, before.length)).toEqual(before);
    expect(new Set(met.slice(before.length))).toEqual(new Set(added));
    expect(await walkForward(read, 100)).toEqual(met);
  });

  it("goes on where it was when the item it has just met is deleted", async () => {
    const id = await addItem(editor, list, bookId);
    const cursor = await readLastCursor(list);
    const later = [await addItem(editor, list, bookId), await addItem(editor, list, bookId)];
    await deleteItem(editor, list, id);
    const { nodes, pageInfo } = await read({ first: 2, after: cursor });
    expect(nodes.map((node) => node.id)).toEqual(later);
    expect(pageInfo.hasNextPage).toBe(false);
  });
});

describe("the comments on a book", () => {
  it("are as many as the book counts, for every book of the demo", async () => {
    const books = await readCounts();
    expect(books.map(({ commentCount }) => commentCount)).toEqual(expect.arrayContaining([0, 1, 28]));
    for (const [index, { id, commentCount }] of books.entries()) {
      const met = await walkForward((page) => readComments(editor, id, page), 1 + (index % 5));
      expect(new Set(met).size).toBe(commentCount);
      expect(met).toHaveLength(commentCount);
    }
  });
});

/** Adds items from several clients at once, until all are done. */
function startWriting(list: List): { readonly ids: Promise<string[]>; readonly isGoingOn: () => boolean } {
  let isGoingOn = true;
  const write = async () => {
    const ids: string[] = [];
    for (let count = 0; count < ADDED_BY_EACH; count += 1) ids.push(await addItem(editor, list, bookId));
    return ids;
  };
  const ids = Promise.all(Array.from({ length: WRITERS }, write)).then((written) => written.flat());
  return {
    ids: ids.finally(() => {
      isGoingOn = false;
    }),
    isGoingOn: () => isGoingOn,
  };
}

async function readLastCursor(list: List): Promise<string | null> {
  let after: string | null = null;
  for (;;) {
    const { pageInfo } = await readPage(editor, list, bookId, { first: 100, after });
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) return after;
  }
}

async function readCounts(): Promise<readonly { readonly id: string; readonly commentCount: number }[]> {
  const { data } = await editor.send<{ books: { nodes: { id: string; commentCount: number }[] } }>(
    "{ books(first: 24) { nodes { id commentCount } } }",
  );
  return data.books.nodes;
}
