import { describe, expect, it } from "@jest/globals";
import { sendRaw } from "../support/raw-request.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

const graph = await startGuardedGraph({ CORS_ORIGINS: "https://app.example.com" });

const QUERY = JSON.stringify({ query: "{ hello }" });
const MUTATION = JSON.stringify({ query: "mutation { touch }" });
const ORIGIN = { origin: "https://evil.example.com" };

/** What a page may send to another site without asking it first: https://fetch.spec.whatwg.org/#simple-header */
const SIMPLE: [what: string, headers: Record<string, string>, body: string, status: number][] = [
  ["plain text", { "content-type": "text/plain" }, MUTATION, 415],
  ["plain text that names JSON", { "content-type": "text/plain; a=application/json" }, MUTATION, 415],
  ["a form", { "content-type": "application/x-www-form-urlencoded" }, "query=mutation{touch}", 415],
  ["a form with files", { "content-type": "multipart/form-data; boundary=x" }, `--x\r\n\r\n${MUTATION}\r\n--x--`, 415],
  ["a body without a type", {}, MUTATION, 415],
  ["a query as plain text", { "content-type": "text/plain" }, QUERY, 415],
];

const encoded = (query: string) => `/graphql?query=${encodeURIComponent(query)}`;

describe("a page of another site gets nothing executed by", () => {
  it.each(SIMPLE)("%s", async (_what, headers, body, status) => {
    const answer = await graph.expectNothingExecuted(() =>
      sendRaw(graph.router.url, { headers: { ...ORIGIN, ...headers }, body }),
    );
    expect(answer.status).toBe(status);
  });

  it.each([
    ["an image of a query", {}, "{ hello }", 400],
    ["an image of a mutation", {}, "mutation { touch }", 400],
    [
      "a mutation by GET, with a header that it may not send",
      { "apollo-require-preflight": "1" },
      "mutation { touch }",
      405,
    ],
    [
      "a mutation beside a query by GET",
      { "apollo-require-preflight": "1" },
      "query A { hello } mutation B { touch }",
      400,
    ],
  ])("%s", async (_what, headers, query, status) => {
    const answer = await graph.expectNothingExecuted(() =>
      sendRaw(graph.router.url, { method: "GET", path: encoded(query), headers: { ...ORIGIN, ...headers } }),
    );
    expect(answer.status).toBe(status);
  });
});

it("nobody gets several operations executed in one request", async () => {
  const headers = { "content-type": "application/json" };
  const answer = await graph.expectNothingExecuted(() =>
    sendRaw(graph.router.url, { headers, body: `[${MUTATION},${QUERY}]` }),
  );
  expect(answer.status).toBe(400);
});

it("the same operations are executed for who may send them", async () => {
  expect(await graph.send("mutation { touch }")).toMatchObject({ status: 200, codes: [] });
  const headers = { "apollo-require-preflight": "1" };
  const { status, body } = await sendRaw(graph.router.url, {
    method: "GET",
    path: encoded("{ hello }"),
    headers,
  });
  expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: { data: { hello: "there" } } });
});
