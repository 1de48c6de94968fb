import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInAs, signUpAs, type TestCaller } from "../../support/caller.ts";
import type { PageArguments } from "../../support/connection.ts";
import { buildRefusal } from "../../support/refusal.ts";
import { createBook } from "../books/operations.ts";
import { createComment } from "../comments/operations.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import { askForPage, LISTS, type List, type Page, readPage } from "./lists.ts";

// What a page may hold is the subgraphs' own rule, however dear the router finds it.
const stack = await startDemoStack({ COST_LIMIT: "0" });
const DEFAULT_SIZE = 20;
const NUMBER_OF_COMMENTS = 23;

let commenter: TestCaller;
let bookId: string;
beforeAll(async () => {
  commenter = await signUpAs(stack, "commenter");
  bookId = (await createBook(await signInAs(stack, "editor"), "Talked about")).id;
  for (let index = 0; index < NUMBER_OF_COMMENTS; index += 1) {
    await createComment(commenter, bookId, `comment ${index}`);
  }
});

describe.each(LISTS)("a page of %s", (_name, list) => {
  const read = (page?: PageArguments) => readPage(commenter, list, bookId, page);

  it("has each item twice: alone, and with its cursor", async () => {
    const { edges, nodes } = await read({ first: 100 });
    expect(edges.map(({ node }) => node)).toEqual(nodes);
    expect(new Set(edges.map(({ cursor }) => cursor)).size).toBe(nodes.length);
  });

  it("has its items in the order of their ids", async () => {
    const ids = (await read({ first: 100 })).nodes.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a.localeCompare(b)));
  });

  it(`has ${DEFAULT_SIZE} items unless told otherwise`, async () => {
    const all = await read({ first: 100 });
    expect((await read()).nodes).toEqual(all.nodes.slice(0, DEFAULT_SIZE));
    expect((await read({ after: null })).nodes).toEqual(all.nodes.slice(0, DEFAULT_SIZE));
  });

  it("starts behind any cursor that the list has given", async () => {
    const all = await read({ first: 100 });
    for (const [index, { cursor }] of all.edges.entries()) {
      const page = await read({ first: 2, after: cursor });
      const edges = all.edges.slice(index + 1, index + 3);
      expect(page.edges).toEqual(edges);
      expect(page.pageInfo).toEqual({
        hasNextPage: index + 3 < all.edges.length,
        hasPreviousPage: true,
        startCursor: edges.at(0)?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      });
    }
  });

  it("says whether there is more, to the very item", async () => {
    const { totalCount } = await read();
    expect((await read({ first: totalCount - 1 })).pageInfo.hasNextPage).toBe(true);
    expect((await read({ first: totalCount })).pageInfo.hasNextPage).toBe(false);
    expect((await read({ first: totalCount + 1 })).pageInfo.hasNextPage).toBe(false);
  });

  it("says that nothing precedes the first", async () => {
    const { edges, pageInfo } = await read({ first: 3 });
    expect(pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor,
      endCursor: edges[2]?.cursor,
    });
  });

  it("counts the items of all pages, whichever it is", async () => {
    const all = await read({ first: 100 });
    expect(all.totalCount).toBe(all.nodes.length);
    for (const page of [{ first: 0 }, { first: 1 }, { first: 5, after: all.pageInfo.endCursor }]) {
      expect((await read(page)).totalCount).toBe(all.totalCount);
    }
  });

  it("is empty when it is to have no items, and still says whether there are any", async () => {
    const all = await read({ first: 100 });
    const nothing = { edges: [], nodes: [], totalCount: all.totalCount };
    const pageInfo = { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null };
    expect(await read({ first: 0 })).toEqual({ ...nothing, pageInfo });
    expect(await read({ first: 0, after: all.edges[0]?.cursor ?? "" })).toEqual({
      ...nothing,
      pageInfo: { ...pageInfo, hasPreviousPage: true },
    });
  });

  it.each([0, 1, 100])("is empty behind the last item, be it for %i items", async (first) => {
    const { pageInfo, totalCount } = await read({ first: 100 });
    expect(await read({ first, after: pageInfo.endCursor })).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
      totalCount,
    });
  });

  it.each([-1, -2147483648, 101, 2147483647])("is refused for %i items", async (first) => {
    const answer = await askForPage(commenter, list, bookId, { first });
    expect(answer).toMatchObject(buildRefusal("BAD_USER_INPUT", "first"));
  });

  it.each([
    ["nothing", () => ""],
    ["words", () => "the next page, please"],
    ["an item's id", ({ nodes }: Page) => nodes[0]?.id],
    ["a cursor cut short", ({ edges }: Page) => edges[0]?.cursor.slice(0, -1)],
    ["a cursor with padding", ({ edges }: Page) => `${edges[0]?.cursor}=`],
    ["a cursor with a blank", ({ edges }: Page) => `${edges[0]?.cursor} `],
    ["a cursor in capitals", ({ edges }: Page) => edges[0]?.cursor.toUpperCase()],
    ["two cursors", ({ edges }: Page) => `${edges[0]?.cursor}${edges[1]?.cursor}`],
    ["base64 of something else", () => Buffer.from(`${list.kind}:%`).toString("base64url")],
    ["fifty thousand characters", () => "A".repeat(50_000)],
    ["half a surrogate pair", () => "\ud800"],
  ])("is refused behind %s", async (_what, mangle) => {
    const after = mangle(await read({ first: 2 })) ?? null;
    expect(after).not.toBeNull();
    const answer = await askForPage(commenter, list, bookId, { after });
    expect(answer).toMatchObject(buildRefusal("BAD_USER_INPUT", "after"));
  });

  it("is refused behind a cursor of a list of other things", async () => {
    const after = await readCursorOfOthers(list);
    const answer = await askForPage(commenter, list, bookId, { after });
    expect(answer).toMatchObject(buildRefusal("BAD_USER_INPUT", "after"));
  });
});

async function readCursorOfOthers({ kind }: List): Promise<string | null> {
  const other = LISTS.find(([, list]) => list.kind !== kind)?.[1];
  if (other === undefined) throw new Error("all lists are of one kind");
  return (await readPage(commenter, other, bookId, { first: 1 })).pageInfo.endCursor;
}
