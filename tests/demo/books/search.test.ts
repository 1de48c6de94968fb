import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInAs, type TestCaller } from "../../support/caller.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import { createBook, deleteBook, readBooks, updateBook } from "./operations.ts";

const stack = await startDemoStack();

const ADDED = [
  ["100% Wool", "A. Knitter"],
  ["1000 Wool Patterns", "B. Knitter"],
  ["snake_case", "C. Programmer"],
  ["snakeXcase", "D. Programmer"],
  ["Back\\slash", 'E. "Quoted" Writer'],
  ["ΟΔΥΣΣΕΙΑ", "Όμηρος"],
  ["Die Straße", "Ein Maßschneider"],
  ["Decomposed Ame\u0301lie", "F. Writer"],
  ["三体", "刘慈欣"],
] as const;

let reader: TestCaller;
let editor: TestCaller;
beforeAll(async () => {
  [reader, editor] = await Promise.all([signInAs(stack, "reader"), signInAs(stack, "editor")]);
  for (const [title, author] of ADDED) await createBook(editor, title, author);
});

async function search(text: string | null): Promise<string[]> {
  return (await readBooks(reader, { search: text, first: 100 })).nodes.map(({ title }) => title);
}

describe("search", () => {
  it.each([
    ["a title", "Moby-Dick; or, The Whale", ["Moby-Dick; or, The Whale"]],
    ["part of a title", "monte", ["The Count of Monte Cristo"]],
    ["an author", "Jane Austen", ["Pride and Prejudice"]],
    ["part of an author", "dosto", ["Crime and Punishment"]],
    ["what one book has in its title and another in its author", "jane", ["Pride and Prejudice", "Jane Eyre"]],
    ["other case", "dRACULA", ["Dracula"]],
    ["other case beyond ASCII", "BRONTË", ["Jane Eyre", "Wuthering Heights"]],
    ["other case beyond ASCII in a title", "misérables", ["Les Misérables"]],
    ["accents in upper case", "MISÉRABLES", ["Les Misérables"]],
    ["accents typed as combining marks", "Misérables".normalize("NFD"), ["Les Misérables"]],
    ["accents kept as combining marks", "amélie", ["Decomposed Ame\u0301lie"]],
    ["the start of a Greek word, whose last sigma is no final one", "οδυς", ["ΟΔΥΣΣΕΙΑ"]],
    ["the start of a Greek word in upper case", "ΟΔΥΣ", ["ΟΔΥΣΣΕΙΑ"]],
    ["a final sigma in upper case", "ΌΜΗΡΟΣ", ["ΟΔΥΣΣΕΙΑ"]],
    ["a sharp s in upper case", "STRASSE", ["Die Straße"]],
    ["letters without case", "三体", ["三体"]],
    ["a percent sign", "100%", ["100% Wool"]],
    ["a percent sign alone", "%", ["100% Wool"]],
    ["an underscore", "snake_case", ["snake_case"]],
    ["an underscore alone", "_", ["snake_case"]],
    ["a backslash", "\\", ["Back\\slash"]],
    ["double quotes", '"quoted"', ["Back\\slash"]],
    ["an apostrophe", "alice's", ["Alice's Adventures in Wonderland"]],
  ])("finds books by %s", async (_what, text, titles) => {
    expect(await search(text)).toEqual(titles);
  });

  it.each([
    ["what no book has", "zzz"],
    ["other letters than the accented ones", "bronte"],
    ["title and author in one", "Dracula Bram Stoker"],
    ["a pattern of SQL", "M_by%"],
    ["a pattern of SQLite", "*"],
    ["a regular expression", ".*"],
    ["SQL", "' OR 1=1 --"],
    ["more SQL", "x'); DELETE FROM Book; --"],
    ["a null character", "\u0000"],
    ["half a surrogate pair", "\ud83d"],
    ["more than any title has", "a".repeat(100)],
  ])("finds nothing by %s, and harms nothing", async (_what, text) => {
    const page = await readBooks(reader, { search: text });
    expect(page).toEqual({
      edges: [],
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
      totalCount: 0,
    });
    expect((await readBooks(reader, { first: 0 })).totalCount).toBe(24 + ADDED.length);
  });

  it.each([[""], [null]])("keeps all books when it is %j", async (text) => {
    expect(await readBooks(reader, { search: text })).toEqual(await readBooks(reader));
  });

  it("gives the same books as the list without it", async () => {
    const all = (await readBooks(reader, { first: 100 })).nodes;
    const found = (await readBooks(reader, { search: "the", first: 100 })).nodes;
    const expected = all.filter(({ title, author }) => /the/i.test(`${title}\n${author}`));
    expect(found.length).toBeGreaterThan(5);
    expect(found).toEqual(expected);
  });

  it("is paginated, and counts what it found", async () => {
    const all = await readBooks(reader, { search: "the", first: 100 });
    const first = await readBooks(reader, { search: "the", first: 2 });
    expect(first.nodes).toEqual(all.nodes.slice(0, 2));
    expect(first.totalCount).toBe(all.nodes.length);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await readBooks(reader, { search: "the", first: 98, after: first.pageInfo.endCursor });
    expect(rest.nodes).toEqual(all.nodes.slice(2));
    expect(rest.totalCount).toBe(all.nodes.length);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  it("follows a book through its life", async () => {
    const { id } = await createBook(editor, "Kapital", "Marx");
    expect(await search("KAPITAL")).toEqual(["Kapital"]);
    await updateBook(editor, { id, title: "Das ÖL" });
    expect(await search("kapital")).toEqual([]);
    expect(await search("das öl")).toEqual(["Das ÖL"]);
    expect(await search("marx")).toEqual(["Das ÖL"]);
    await updateBook(editor, { id, author: "Sinclair" });
    expect(await search("marx")).toEqual([]);
    expect(await search("SINCLAIR")).toEqual(["Das ÖL"]);
    await deleteBook(editor, id);
    expect(await search("sinclair")).toEqual([]);
  });
});
