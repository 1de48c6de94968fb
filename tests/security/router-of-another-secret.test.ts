import { expect, it } from "@jest/globals";
import { TEST_SUPERGRAPH } from "../support/graph/test-graph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { readRequestLog } from "../support/request-log.ts";
import { startStack } from "../support/stack.ts";

const stack = await startStack();
const router = await startProcess("router/main", {
  SUPERGRAPH_PATH: TEST_SUPERGRAPH,
  ROUTER_SECRET: "not-the-secret-of-these-subgraphs",
  ...Object.fromEntries(stack.subgraphs.map(({ name, url }) => [`${name.toUpperCase()}_URL`, `${url}/graphql`])),
  JWKS_URL: `${stack.accounts.url}/.well-known/jwks.json`,
});

it.each(stack.subgraphs.map((subgraph) => [subgraph.name, subgraph] as const))(
  "%s answers nobody but its router, and everybody about its health",
  async (_name, { url }) => {
    expect((await sendOperation(url, "{ __typename }")).status).toBe(401);
    expect((await sendOperation(url, "{ __typename }", { asRouter: true })).status).toBe(200);
    for (const path of ["/health/live", "/health/ready"]) {
      expect((await fetch(`${url}${path}`)).status).toBe(200);
    }
  },
);

it("the keys that tokens are verified with are everybody's", async () => {
  const response = await fetch(`${stack.accounts.url}/.well-known/jwks.json`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ keys: [expect.objectContaining({ kty: "RSA" })] });
});

it("a router of another secret tells clients that the subgraph is of no use, not that their token is bad", async () => {
  const token = await stack.signIn("reader");
  const answer = await sendOperation(router.url, "{ items { totalCount } }", { token });
  expect(answer).toMatchObject({ status: 200, data: { items: null } });
  expect(answer.errors).toEqual([
    {
      message: 'The subgraph "items" gave an unusable answer.',
      path: ["items"],
      extensions: { code: "SUBGRAPH_INVALID_RESPONSE", serviceName: "items" },
    },
  ]);
  const lines = await readRequestLog(router, answer.headers.get("x-request-id"));
  expect(lines).toContainEqual(
    expect.objectContaining({
      subgraph: "items",
      err: expect.objectContaining({ message: expect.stringContaining("ROUTER_SECRET") }),
    }),
  );
});
