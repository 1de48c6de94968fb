import { request } from "node:http";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { createSubgraphCaller } from "../../support/caller.ts";
import { type Answer, sendOperation } from "../../support/graphql-client.ts";
import { signAsRouter } from "../../support/router-signature.ts";
import { waitFor } from "../../support/wait-for.ts";
import { countLoggedStatements } from "../support/count-statements.ts";
import { startDemoStack } from "../support/demo-stack.ts";
import { fillCatalogue } from "./catalogue.ts";
import { createBook } from "./operations.ts";

const ALIASES = 20;
const STATEMENTS = ALIASES * 2;

const stack = await startDemoStack({ LOG_LEVEL: "debug" });
const token = await stack.signIn("editor");
beforeAll(() => fillCatalogue(stack.dataFolder, 30_000));

/** Statements that read every book, one after the other: the index of texts knows none of two characters. */
const SLOW = `{ ${Array.from({ length: ALIASES }, (_, index) => `a${index}: books(first: 1, search: "z${index.toString(36)}") { totalCount }`).join(" ")} }`;

function askSlowly(headers: Readonly<Record<string, string>>): Promise<Answer<unknown>> {
  return sendOperation(stack.books.url, SLOW, { token, headers, asRouter: true });
}

/** Sends the slow operation, and goes away once books has begun with it. Returns when nothing happens for it any more. */
async function askSlowlyAndLeave(): Promise<void> {
  const body = JSON.stringify({ query: SLOW });
  const headers = {
    "content-type": "application/json",
    authorization: `Bearer ${token}`,
  };
  const signed = { ...headers, ...signAsRouter({ method: "POST", path: "/graphql", headers, body }) };
  const before = await countLoggedStatements(stack.books);
  const sent = request(`${stack.books.url}/graphql`, { method: "POST", headers: signed });
  sent.on("error", () => undefined).end(body);
  await waitFor("the first statement", () => countLines("statement") > before);
  sent.destroy();
  await waitFor("the end of the work", async () => {
    const executed = await countLoggedStatements(stack.books);
    return executed === (await countLoggedStatements(stack.books));
  });
}

function countLines(message: string): number {
  return stack.books.logLines().filter(({ msg, sql }) => msg === message && !String(sql).includes("BookEvent")).length;
}

/** How many statements books executes for what `ask` asks. */
async function countStatements(ask: () => Promise<unknown>): Promise<number> {
  const before = await countLoggedStatements(stack.books);
  await ask();
  return (await countLoggedStatements(stack.books)) - before;
}

describe("a slow operation", () => {
  it("costs as many statements as it has, for one who waits", async () => {
    expect(await countStatements(() => askSlowly({}))).toBe(STATEMENTS);
  });

  it("stops between two statements when its time is over", async () => {
    const statements = await countStatements(async () => {
      const { codes } = await askSlowly({ "remaining-time-ms": "30" });
      expect(new Set(codes)).toEqual(new Set(["SUBGRAPH_TIMEOUT"]));
    });
    expect(statements).toBeLessThan(STATEMENTS);
  });

  it("stops between two statements when its caller leaves", async () => {
    expect(await countStatements(askSlowlyAndLeave)).toBeLessThan(STATEMENTS);
  });

  it.each(["", "soon", "-1", "1e9", "99999999", "1.5", "10, 20"])("has no limit by the time %j", async (time) => {
    const { codes } = await sendOperation(stack.books.url, "{ books(first: 1) { totalCount } }", {
      token,
      headers: { "remaining-time-ms": time },
      asRouter: true,
    });
    expect(codes).toEqual([]);
  });
});

describe("a request whose time is over when it comes", () => {
  it("is refused before anything is executed", async () => {
    const statements = await countStatements(async () => {
      const { status, data, errors } = await askSlowly({ "remaining-time-ms": "0" });
      expect({ status, data, errors }).toEqual({
        status: 408,
        data: undefined,
        errors: [
          {
            message: 'The subgraph "books" was given no more time for this request.',
            extensions: { code: "SUBGRAPH_TIMEOUT" },
          },
        ],
      });
    });
    expect(statements).toBe(0);
  });

  it("writes nothing", async () => {
    const caller = createSubgraphCaller(stack.books.url, token);
    const before = await countLoggedStatements(stack.books);
    const { codes } = await sendOperation(
      stack.books.url,
      'mutation { addBook(title: "Late", author: "Nobody") { id } }',
      { token, headers: { "remaining-time-ms": "0" }, asRouter: true },
    );
    expect(codes).toEqual(["SUBGRAPH_TIMEOUT"]);
    expect(await countLoggedStatements(stack.books)).toBe(before);
    expect(await createBook(caller, "In time")).toMatchObject({ title: "In time" });
  });
});
