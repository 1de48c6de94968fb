import { describe, expect, it } from "@jest/globals";
import { createRsaSigner } from "../support/access-tokens.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { sendRaw } from "../support/raw-request.ts";
import { startStack } from "../support/stack.ts";

const signer = createRsaSigner();
const stack = await startStack({
  NODE_ENV: "production",
  JWT_PRIVATE_KEY: signer.privateKeyPem,
  EXPLORER_DEMO_USERS: "reader:reader-demo",
});
const anybody = signer.sign();
const explainer = signer.sign({ claims: { scope: "items:write graph:explain" } });

const QUERY = "{ items { totalCount } }";
const EXPLAIN = { "apollo-query-plan": "1" };

it.each([
  "/",
  "/graphiql",
  "/sandbox",
  "/explorer",
  "/explorer/operations",
  "/explorer/subgraphs",
  "/explorer/assets/home.js",
  "/explorer/assets/graphiql.js",
])("serves nothing at %s", async (path) => {
  const { status, headers, body } = await sendRaw(stack.router.url, { method: "GET", path });
  expect(status).toBe(404);
  expect(headers["content-type"]).toMatch(/^application\/json/);
  expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
});

describe("a query plan in production", () => {
  it.each([
    ["anonymous", undefined],
    ["without the scope", anybody],
    ["with a scope like it", signer.sign({ claims: { scope: "graph:explainer graph explain" } })],
  ])("is not told to a caller who is %s", async (_who, token) => {
    const answer = await stack.send(QUERY, { token, headers: EXPLAIN });
    expect(answer.body).not.toMatch(/queryPlan|extensions":\{"q/);
  });

  it("is told to a caller with the scope graph:explain, but never the SQL", async () => {
    const { data, extensions, body } = await stack.send(QUERY, { token: explainer, headers: EXPLAIN });
    expect(data).toEqual({ items: { totalCount: 0 } });
    expect(extensions.queryPlan).toMatchObject({
      kind: "QueryPlan",
      node: { kind: "Fetch", serviceName: "items", milliseconds: expect.any(Number), statements: null },
    });
    expect(body).not.toContain("SELECT");
  });

  it("is not told to that caller without the header", async () => {
    expect((await stack.send(QUERY, { token: explainer })).extensions).toBeUndefined();
  });
});

it.each(stack.subgraphs.map((subgraph) => [subgraph.name, subgraph.url] as const))(
  "never tells the SQL of %s, whoever asks",
  async (_name, url) => {
    const asked = { token: explainer, headers: { "tell-statements": "1", ...EXPLAIN }, asRouter: true };
    const { status, extensions, body } = await sendOperation(url, "{ __typename }", asked);
    expect(status).toBe(200);
    expect(extensions).toBeUndefined();
    expect(body).not.toContain("statements");
  },
);

it("never tells the SQL of a query that has some", async () => {
  const asked = { token: explainer, headers: { "tell-statements": "1" }, asRouter: true };
  const { data, extensions } = await sendOperation(stack.items.url, QUERY, asked);
  expect(data).toEqual({ items: { totalCount: 0 } });
  expect(extensions).toBeUndefined();
});
