import { describe, expect, it } from "@jest/globals";
import { createDataFolder } from "../support/data-folder.ts";
import { answerJson } from "../support/fake-subgraph.ts";
import { startProcess } from "../support/process.ts";
import { type RawRequest, sendBytes, sendRaw } from "../support/raw-request.ts";
import { PRODUCTS, startProductGraph } from "./product-graph.ts";

const { router, products } = await startProductGraph();
const accounts = await startProcess("subgraphs/accounts/main", { DATA_DIR: createDataFolder() });

const JSON_TYPE = { "content-type": "application/json" };
const TYPENAME = JSON.stringify({ query: "{ __typename }" });

/** The codes of an answer that is nothing but GraphQL errors. */
function readCodes(body: string): string[] {
  const { errors, ...others } = JSON.parse(body) as { errors: { extensions: { code: string } }[] };
  expect(others).toEqual({});
  return errors.map(({ extensions }) => extensions.code);
}

const REFUSED: [what: string, request: RawRequest, status: number, code: string][] = [
  ["a body that is not JSON", { headers: JSON_TYPE, body: "{query" }, 400, "BAD_REQUEST"],
  ["an empty body", { headers: JSON_TYPE, body: "" }, 400, "BAD_REQUEST"],
  ["a body that is null", { headers: JSON_TYPE, body: "null" }, 400, "BAD_REQUEST"],
  ["a body that is a text", { headers: JSON_TYPE, body: '"{ __typename }"' }, 400, "BAD_REQUEST"],
  ["no query", { headers: JSON_TYPE, body: "{}" }, 400, "BAD_REQUEST"],
  ["a query that is no text", { headers: JSON_TYPE, body: '{"query":["{ __typename }"]}' }, 400, "BAD_REQUEST"],
  [
    "variables that are no object",
    { headers: JSON_TYPE, body: '{"query":"{ __typename }","variables":"x"}' },
    400,
    "BAD_REQUEST",
  ],
  ["a batch", { headers: JSON_TYPE, body: `[${TYPENAME},${TYPENAME}]` }, 400, "BAD_REQUEST"],
  [
    "a body with a forged prototype",
    { headers: JSON_TYPE, body: '{"query":"{ __typename }","__proto__":{"x":1}}' },
    400,
    "BAD_REQUEST",
  ],
  ["another content type", { headers: { "content-type": "text/plain" }, body: TYPENAME }, 415, "BAD_REQUEST"],
  [
    "a form",
    { headers: { "content-type": "application/x-www-form-urlencoded" }, body: "query={__typename}" },
    415,
    "BAD_REQUEST",
  ],
  ["an upload", { headers: { "content-type": "multipart/form-data; boundary=x" }, body: "--x--" }, 415, "BAD_REQUEST"],
  ["a body without a type", { headers: { "content-type": "" }, body: TYPENAME }, 415, "BAD_REQUEST"],
  ["a path that is not there", { path: "/admin", method: "GET" }, 404, "BAD_REQUEST"],
  ["a path like a wildcard", { path: "/*x", method: "GET" }, 404, "BAD_REQUEST"],
  ["a path like a parameter", { path: "/:(", method: "GET" }, 404, "BAD_REQUEST"],
  ["a path like a slow expression", { path: "/:a((x+x+)+y)", method: "GET" }, 404, "BAD_REQUEST"],
  [
    "a path that is there, but for its case",
    { path: "/GraphQL", headers: JSON_TYPE, body: TYPENAME },
    404,
    "BAD_REQUEST",
  ],
  ["a bad escape in the path", { path: "/%E0%A4%A", method: "GET" }, 400, "BAD_REQUEST"],
  ["a path beside the URL's root", { path: "/../etc/passwd", method: "GET" }, 404, "BAD_REQUEST"],
  ["PUT", { method: "PUT", headers: JSON_TYPE, body: TYPENAME }, 405, "BAD_REQUEST"],
  ["PUT where nothing is", { method: "PUT", path: "/nothing", headers: JSON_TYPE, body: TYPENAME }, 404, "BAD_REQUEST"],
  ["a path with a slash at its end", { path: "/graphql/", headers: JSON_TYPE, body: TYPENAME }, 404, "BAD_REQUEST"],
  ["DELETE", { method: "DELETE" }, 405, "BAD_REQUEST"],
  ["PROPFIND", { method: "PROPFIND" }, 405, "BAD_REQUEST"],
  [
    "a URL of another server",
    { path: "http://elsewhere.test/graphql", headers: JSON_TYPE, body: TYPENAME },
    400,
    "BAD_REQUEST",
  ],
  [
    "a bare GET, which a page of another site could send",
    { method: "GET", path: "/graphql?query=%7B__typename%7D" },
    400,
    "BAD_REQUEST",
  ],
  ["GET without a query", { method: "GET", headers: { "apollo-require-preflight": "1" } }, 400, "BAD_REQUEST"],
  [
    "a mutation by GET",
    {
      method: "GET",
      path: "/graphql?query=mutation%7B__typename%7D",
      headers: { "apollo-require-preflight": "1" },
    },
    405,
    "BAD_REQUEST",
  ],
  ["a document that is not GraphQL", { headers: JSON_TYPE, body: '{"query":"{ not"}' }, 400, "GRAPHQL_PARSE_FAILED"],
  [
    "a field that is not there",
    { headers: JSON_TYPE, body: '{"query":"{ nothing }"}' },
    400,
    "GRAPHQL_VALIDATION_FAILED",
  ],
  [
    "an operation that is not there",
    { headers: JSON_TYPE, body: '{"query":"query A { __typename }","operationName":"B"}' },
    400,
    "OPERATION_RESOLUTION_FAILURE",
  ],
  [
    "a hash without a query",
    { headers: JSON_TYPE, body: '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"abc"}}}' },
    200,
    "PERSISTED_QUERY_NOT_FOUND",
  ],
];

const HOSTILE_HOSTS = [
  "[",
  "]",
  "a b",
  "",
  "::::",
  "[::1",
  "a/b",
  "%",
  "http://",
  "evil.test@x",
  "a\tb",
  "x".repeat(3000),
];

describe.each([
  ["the router", router, false],
  ["a subgraph", accounts, true],
])("%s", (_who, process, asRouter) => {
  it.each(REFUSED)("refuses %s in GraphQL's own form", async (_what, request, status, code) => {
    const answer = await sendRaw(process.url, { ...request, asRouter });
    expect({ status: answer.status, codes: readCodes(answer.body) }).toEqual({
      status,
      codes: [code],
    });
    expect(answer.headers["content-type"]).toMatch(/^application\/(graphql-response\+)?json/);
    expect(answer.body).not.toMatch(/node_modules|\.js|\.ts\b|FST_|stack/);
  });

  it.each(HOSTILE_HOSTS)("does not stumble over the Host header %j", async (host) => {
    for (const path of ["/graphql", "/", "/health/live", "//", "/graphql?x=%"]) {
      const { status } = await sendRaw(process.url, {
        path,
        headers: { ...JSON_TYPE, host },
        body: TYPENAME,
        asRouter,
      });
      expect(status).toBeLessThan(500);
    }
  });

  it.each([
    ["what is not HTTP", "hello\r\n\r\n", 400],
    ["a method that nobody knows", "FETCH /graphql HTTP/1.1\r\nhost: localhost\r\n\r\n", 400],
    ["no Host header", "GET / HTTP/1.1\r\n\r\n", 400],
    ["two lengths", "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", 400],
    [
      "a length and chunks",
      "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
      400,
    ],
    [
      "a bad chunk",
      `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n`,
      400,
    ],
    ["headers without end", `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ])("refuses %s in GraphQL's own form", async (_what, bytes, status) => {
    const answer = await sendBytes(process.url, bytes);
    expect(answer.status).toBe(status);
    expect(readCodes(answer.body)).toEqual(["BAD_REQUEST"]);
  });

  it("answers a query by GET that no page of another site could send", async () => {
    const { status, body } = await sendRaw(process.url, {
      method: "GET",
      path: "/graphql?query=%7B__typename%7D",
      headers: { "apollo-require-preflight": "1" },
      asRouter,
    });
    expect({ status, body: JSON.parse(body) }).toEqual({
      status: 200,
      body: { data: { __typename: "Query" } },
    });
  });

  it("answers in the media type of GraphQL over HTTP to those who ask for it", async () => {
    const { status, headers } = await sendRaw(process.url, {
      headers: { ...JSON_TYPE, accept: "application/graphql-response+json" },
      body: TYPENAME,
      asRouter,
    });
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(/^application\/graphql-response\+json/);
  });

  it.each(["PUT", "PATCH", "DELETE", "HEAD"])("tells who sends %s which methods there are", async (method) => {
    const answer = await sendRaw(process.url, { method, path: "/graphql?query={__typename}" });
    expect(answer).toMatchObject({ status: 405, headers: { allow: "GET, POST" } });
    const health = await sendRaw(process.url, { method: "POST", path: "/health/live" });
    expect(health).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });

  it.each([
    "application/json;charset=utf-8",
    "application/json; charset=UTF-8",
    'application/json; charset="utf-8"',
    'APPLICATION/JSON ; Charset = "UTF-8"',
    "application/json; version=1",
  ])("reads a body of the type %s", async (type) => {
    const { status } = await sendRaw(process.url, {
      headers: { "content-type": type },
      body: TYPENAME,
      asRouter,
    });
    expect(status).toBe(200);
  });

  it.each([
    "application/json; charset=latin1",
    "application/json;CHARSET=UTF-16",
    'application/json; charset="iso-8859-1"',
    "application/json; charset=utf-8; charset=latin1",
    "application/json; charset=",
  ])("refuses a body of the type %s", async (type) => {
    const answer = await sendRaw(process.url, {
      headers: { "content-type": type },
      body: TYPENAME,
      asRouter,
    });
    expect({ status: answer.status, codes: readCodes(answer.body) }).toEqual({
      status: 415,
      codes: ["BAD_REQUEST"],
    });
  });

  it.each(["operationName=", "operationName", "variables=", "extensions=", "operationName=&variables=&extensions="])(
    "takes an empty parameter as left out: %s",
    async (parameters) => {
      for (const search of [`query=%7B__typename%7D&${parameters}`, `${parameters}&query=%7B__typename%7D`]) {
        const { status, body } = await sendRaw(process.url, {
          method: "GET",
          path: `/graphql?${search}`,
          headers: { "apollo-require-preflight": "1" },
          asRouter,
        });
        expect({ status, body: JSON.parse(body) }).toEqual({
          status: 200,
          body: { data: { __typename: "Query" } },
        });
      }
    },
  );

  it("takes an empty operation name in a body as left out", async () => {
    const body = JSON.stringify({ query: "query A { __typename }", operationName: "" });
    for (const accept of ["application/json", "application/graphql-response+json"]) {
      const { status } = await sendRaw(process.url, { headers: { ...JSON_TYPE, accept }, body, asRouter });
      expect(status).toBe(200);
    }
  });

  it.each([
    ["text/html", 406, "application/json"],
    ["application/json;q=0, text/html", 406, "application/json"],
    ["text/html, */*;q=0.1", 200, "application/json"],
    ["application/*", 200, "application/json"],
    ["application/json;q=0.5, application/graphql-response+json", 200, "application/graphql-response+json"],
    ["application/graphql-response+json;q=0.1, application/json", 200, "application/json"],
  ])("answers Accept: %s", async (accept, status, type) => {
    const answer = await sendRaw(process.url, {
      headers: { ...JSON_TYPE, accept },
      body: TYPENAME,
      asRouter,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers["content-type"]).toMatch(new RegExp(`^${type.replace("+", "[+]")}`));
  });

  it.each(["/health/live", "/health/ready"])("answers GET %s", async (path) => {
    expect((await sendRaw(process.url, { method: "GET", path })).status).toBe(200);
  });

  it("still serves after all that", async () => {
    const { status } = await sendRaw(process.url, { headers: JSON_TYPE, body: TYPENAME, asRouter });
    expect(status).toBe(200);
  });
});

it.each([
  ["its length given", {}],
  ["its length unknown", { "transfer-encoding": "chunked" }],
])("refuses a body over 256 KB with %s", async (_what, headers) => {
  const body = JSON.stringify({ query: "{ __typename }", variables: { text: "a".repeat(256 * 1024) } });
  const answer = await sendRaw(router.url, { headers: { ...JSON_TYPE, ...headers }, body });
  expect({ status: answer.status, codes: readCodes(answer.body) }).toEqual({
    status: 413,
    codes: ["BAD_REQUEST"],
  });
});

it("answers HTTP/1.0 without a Host header, as some load balancers ask", async () => {
  expect((await sendBytes(router.url, "GET /health/live HTTP/1.0\r\n\r\n")).status).toBe(200);
});

it("asks a subgraph nothing for an operation that is not valid", async () => {
  products.respondWith(answerJson({ data: PRODUCTS }));
  const before = products.requests.length;
  for (const query of ["{ product { name } nothing }", "{ product { name }", "query ($a: Int!) { product { name } }"]) {
    const { status } = await sendRaw(router.url, { headers: JSON_TYPE, body: JSON.stringify({ query }) });
    expect(status).toBe(400);
  }
  expect(products.requests).toHaveLength(before);
});
