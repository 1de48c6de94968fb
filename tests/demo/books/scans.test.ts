import { beforeAll, describe, expect, it } from "@jest/globals";
import { signInAs } from "../../support/caller.ts";
import { type Answer, sendOperation } from "../../support/graphql-client.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import { fillCatalogue } from "./catalogue.ts";
import { createBook, findBook, listBooks } from "./operations.ts";

const stack = await startDemoStack();
const editor = await signInAs(stack, "editor");
const attackersToken = await stack.signIn("reader");
beforeAll(() => fillCatalogue(stack.dataFolder, 100_000));

/** Reads every book twice for each alias. */
function search(aliases: number, url = stack.router.url): Promise<Answer<unknown>> {
  const fields = Array.from(
    { length: aliases },
    (_, index) => `a${index}: books(first: 1, search: "zzz") { totalCount }`,
  );
  return sendOperation(url, `{ ${fields.join(" ")} }`, {
    token: attackersToken,
    asRouter: url !== stack.router.url,
  });
}

/** Asks again and again over five connections until `others` are done. @returns the codes of the answers */
async function attackDuring(attack: () => Promise<Answer<unknown>>, others: () => Promise<void>): Promise<string[]> {
  let isOver = false;
  const attackers = Array.from({ length: 5 }, async () => {
    const codes: string[] = [];
    while (!isOver) codes.push(...new Set((await attack()).codes));
    return codes;
  });
  await others().finally(() => {
    isOver = true;
  });
  return (await Promise.all(attackers)).flat();
}

/** Reads one book again and again, and searches now and then, as others do. */
async function readAsOthersDo(): Promise<void> {
  const { id } = await createBook(editor, "A book that others read");
  for (let time = 0; time < 30; time += 1) {
    expect(await findBook(editor, id)).toMatchObject({ codes: [], data: { book: { id } } });
    if (time % 10 === 0) expect((await listBooks(editor, { search: "others read", first: 1 })).codes).toEqual([]);
  }
}

describe("searches", () => {
  it("under twenty aliases cost more than an operation may", async () => {
    const { status, codes } = await search(20);
    expect({ status, codes }).toEqual({ status: 400, codes: ["COST_LIMIT_EXCEEDED"] });
  });

  it("under two aliases are within the limit, and so is a whole page of one", async () => {
    expect((await search(2)).codes).toEqual([]);
    expect((await listBooks(editor, { search: "monte", first: 100 })).codes).toEqual([]);
  });

  it("in a loop over five connections take nobody's books away", async () => {
    await attackDuring(() => search(2), readAsOthersDo);
  });

  it("past the router's limit make their caller wait for himself alone", async () => {
    await attackDuring(() => search(20, stack.books.url), readAsOthersDo);
  });
});
