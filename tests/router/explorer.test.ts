import { describe, expect, it } from "@jest/globals";
import { startProcess } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";

const development = await startProcess("router/main", { NODE_ENV: "development" });
const production = await startProcess("router/main", { NODE_ENV: "production" });

const JSON_TYPE = { "content-type": "application/json" };
const INTROSPECTION = JSON.stringify({ query: "{ __schema { queryType { name } } }" });
const SANDBOX = "https://studio.apollographql.com";

function browse(url: string, path = "/") {
  return sendRaw(url, { method: "GET", path, headers: { accept: "text/html,application/xhtml+xml" } });
}

/** Asks, as a browser does for a page of `origin`, whether it may send an operation. */
async function askLeave(url: string, origin: string): Promise<string | undefined> {
  const headers = {
    origin,
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,authorization",
  };
  const answer = await sendRaw(url, { method: "OPTIONS", headers });
  return answer.headers["access-control-allow-origin"];
}

const SANDBOX_HEADERS =
  "apollo-query-plan-experimental,apollo-require-preflight,apollographql-client-name,authorization,content-type";

const SANDBOX_PREFLIGHTS = [SANDBOX, "https://sandbox.embed.apollographql.com"].flatMap((origin) =>
  ["private", "local"].map(
    (kind) => [origin, `access-control-request-${kind}-network`, `access-control-allow-${kind}-network`] as const,
  ),
);

function askAsSandbox(url: string, origin: string, asked: string) {
  const headers = {
    origin,
    [asked]: "true",
    "access-control-request-method": "POST",
    "access-control-request-headers": SANDBOX_HEADERS,
  };
  return sendRaw(url, { method: "OPTIONS", headers });
}

it("in production Apollo Sandbox gets nothing", async () => {
  for (const [origin, asked, allowed] of SANDBOX_PREFLIGHTS) {
    const { status, headers } = await askAsSandbox(production.url, origin, asked);
    expect(status).toBe(405);
    expect([headers[allowed], headers["access-control-allow-origin"]]).toEqual([undefined, undefined]);
  }
});

describe("in development", () => {
  it("shows a page to a browser", async () => {
    const { status, headers, body } = await browse(development.url);
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(/^text\/html/);
    expect(body).toMatch(/<html/);
  });

  it("shows the schema to the explorer", async () => {
    const { body } = await sendRaw(development.url, { headers: JSON_TYPE, body: INTROSPECTION });
    expect(JSON.parse(body)).toEqual({ data: { __schema: { queryType: { name: "Query" } } } });
  });

  it.each([SANDBOX, "https://sandbox.embed.apollographql.com"])("lets pages of %s send operations", async (origin) => {
    expect(await askLeave(development.url, origin)).toBe(origin);
    const { headers } = await sendRaw(development.url, {
      headers: { ...JSON_TYPE, origin },
      body: INTROSPECTION,
    });
    expect(headers["access-control-allow-origin"]).toBe(origin);
  });

  it.each(SANDBOX_PREFLIGHTS)("lets %s reach this machine (%s)", async (origin, asked, allowed) => {
    const { status, headers } = await askAsSandbox(development.url, origin, asked);
    expect(status).toBe(204);
    expect(headers[allowed]).toBe("true");
    expect(headers["access-control-allow-origin"]).toBe(origin);
    expect(headers["access-control-allow-methods"]).toContain("POST");
    expect(headers["access-control-allow-headers"]).toBe(SANDBOX_HEADERS);
  });

  it("answers operations as Apollo Sandbox sends them, with traces and plans asked for", async () => {
    const { status, body } = await sendRaw(development.url, {
      headers: {
        ...JSON_TYPE,
        origin: SANDBOX,
        accept: "*/*",
        "apollographql-client-name": "explorer",
        "apollographql-client-version": "1.0",
        "apollo-require-preflight": "true",
        "apollo-query-plan-experimental": "true",
        "apollo-federation-include-trace": "ftv1",
      },
      body: JSON.stringify({
        query: "query Q { __typename }",
        operationName: "Q",
        variables: {},
        extensions: {},
      }),
    });
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 200,
      body: { data: { __typename: "Query" } },
    });
  });

  it("lets no other public page reach this machine", async () => {
    for (const [, asked, allowed] of SANDBOX_PREFLIGHTS) {
      const { headers } = await askAsSandbox(development.url, "https://evil.test", asked);
      expect(headers[allowed]).toBeUndefined();
    }
  });

  it.each([
    "https://evil.test",
    "https://studio.apollographql.com.evil.test",
    "http://studio.apollographql.com",
    "null",
  ])("does not let pages of %s send operations", async (origin) => {
    expect(await askLeave(development.url, origin)).toBeUndefined();
  });
});

describe("in production", () => {
  it.each(["/", "/sandbox", "/graphiql", "/explorer"])("shows no page at %s", async (path) => {
    const { status, headers, body } = await browse(production.url, path);
    expect(status).toBe(404);
    expect(headers["content-type"]).toMatch(/^application\/json/);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });

  it("shows no page at /graphql", async () => {
    const { status, body } = await browse(production.url, "/graphql");
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });

  it.each([
    ["introspection", "{ __schema { queryType { name } } }"],
    ["introspection of a type", `{ __type(name: "Query") { name } }`],
    ["introspection in a fragment", "{ ...F } fragment F on Query { a: __schema { types { name } } }"],
    ["introspection beside a field", "{ __typename __schema { types { name } } }"],
  ])("refuses %s", async (_what, query) => {
    const { status, body } = await sendRaw(production.url, {
      headers: JSON_TYPE,
      body: JSON.stringify({ query }),
    });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }],
    });
    expect(body).not.toContain("Mutation");
  });

  it("does not guess which field was meant", async () => {
    const body = JSON.stringify({ query: "{ bookz { id } }" });
    const answer = await sendRaw(production.url, { headers: JSON_TYPE, body });
    expect(answer.status).toBe(400);
    expect(answer.body).not.toMatch(/did you mean/i);
  });

  it("lets pages of no other origin send operations", async () => {
    expect(await askLeave(production.url, SANDBOX)).toBeUndefined();
  });
});
