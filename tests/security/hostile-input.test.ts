import { describe, expect, it } from "@jest/globals";
import { sendBytes, sendRaw } from "../support/raw-request.ts";
import { startGuardedGraph } from "./guarded-graph.ts";

const graph = await startGuardedGraph();
const JSON_TYPE = { "content-type": "application/json" };

const HOSTILE_NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"];

function deep(levels: number): string {
  return `${"[".repeat(levels)}${"]".repeat(levels)}`;
}

const REFUSED: [what: string, body: string][] = [
  ["a forged prototype in variables", '{"query":"{ hello }","variables":{"__proto__":{"a":1}}}'],
  ["a forged constructor in variables", '{"query":"{ hello }","variables":{"constructor":{"prototype":{"a":1}}}}'],
  ["100,000 brackets", deep(100_000)],
  ["100,000 open brackets", "[".repeat(100_000)],
  ["deep variables", `{"query":"query ($a: [Int!]) { find(ids: $a) }","variables":{"a":${deep(100_000)}}}`],
  ["variables one level too deep", `{"query":"{ hello }","variables":{"a":${deep(40)}}}`],
  [
    "deep objects in variables",
    `{"query":"{ hello }","variables":{"a":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}}`,
  ],
  ["NUL in the document", '{"query":"{ hel\\u0000lo }"}'],
  ["a lone surrogate in the document", '{"query":"{ \\ud800 }"}'],
  ["a lone surrogate in a name", '{"query":"query \\udc00 { hello }"}'],
  ["a key of an input that is not there", '{"query":"{ save(input: {constructor: 1}) }"}'],
  ["a prototype as a key of an input", '{"query":"{ save(input: {__proto__: {name: \\"a\\"}}) }"}'],
  [
    "a hash named like a prototype",
    '{"query":"{ hello }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"__proto__"}}}',
  ],
  ["an operation named constructor", '{"query":"{ hello }","operationName":"constructor"}'],
];

describe("the router", () => {
  it.each(REFUSED)("refuses %s at once, and executes nothing", async (_what, body) => {
    const answer = await graph.expectRefusedAtOnce(() => sendRaw(graph.router.url, { headers: JSON_TYPE, body }));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
    expect(answer.body.length).toBeLessThan(1_000);
  });

  it.each([
    ["__proto__", "variables", '{"__proto__":{"a":1}}', 400],
    ["an escaped __proto__", "variables", '{"\\u005f_proto__":1}', 400],
    ["a nested __proto__", "variables", '{"a":[{"b":{"__proto__":null}}]}', 400],
    ["a constructor with a prototype", "variables", '{"constructor":{"prototype":{"a":1}}}', 400],
    ["a constructor without", "variables", '{"constructor":{"a":1}}', 200],
    ["a __proto__ that is a text", "variables", '{"a":"__proto__"}', 200],
    ["__proto__", "extensions", '{"__proto__":{"persistedQuery":{"version":1}}}', 400],
    ["__proto__ in a persisted query", "extensions", '{"persistedQuery":{"__proto__":1}}', 400],
  ])("answers %s in %s alike, sent by GET and by POST", async (_what, parameter, json, status) => {
    const query = encodeURIComponent("{ hello }");
    const path = `/graphql?query=${query}&${parameter}=${encodeURIComponent(json)}`;
    const headers = { ...JSON_TYPE, "apollo-require-preflight": "1" };
    const byGet = await sendRaw(graph.router.url, { method: "GET", path, headers });
    const body = `{"query":"{ hello }","${parameter}":${json}}`;
    const byPost = await sendRaw(graph.router.url, { headers, body });
    expect([byGet.status, byPost.status]).toEqual([status, status]);
    if (status === 400) {
      for (const answer of [byGet, byPost]) {
        expect(JSON.parse(answer.body).errors[0].extensions.code).toBe("BAD_REQUEST");
        expect(answer.body).toContain("__proto__");
      }
    }
  });

  it.each(["__proto__", "constructor", "nothing"])("refuses the operation name %s by GET and by POST", async (name) => {
    const path = `/graphql?query=${encodeURIComponent("query a { hello }")}&operationName=${name}`;
    const headers = { ...JSON_TYPE, "apollo-require-preflight": "1" };
    const byGet = await sendRaw(graph.router.url, { method: "GET", path, headers });
    const body = JSON.stringify({ query: "query a { hello }", operationName: name });
    const byPost = await sendRaw(graph.router.url, { headers, body });
    expect(byGet.status).toBe(400);
    expect({ status: byGet.status, body: byGet.body }).toEqual({
      status: byPost.status,
      body: byPost.body,
    });
  });

  it.each(["query", "variables", "extensions", "operationName"])("refuses two parameters %s", async (parameter) => {
    const value = parameter === "query" ? "%7Bhello%7D" : "%7B%7D";
    const path = `/graphql?query=%7Bhello%7D&${parameter}=${value}&${parameter}=${value}`;
    const headers = { "apollo-require-preflight": "1" };
    const { status } = await graph.expectNothingExecuted(() =>
      sendRaw(graph.router.url, { method: "GET", path, headers }),
    );
    expect(status).toBe(400);
  });

  it.each(HOSTILE_NAMES)("answers under the alias %s", async (name) => {
    const { status, body } = await graph.send(`{ ${name}: hello ${name}x: __typename }`);
    expect(status).toBeLessThan(500);
    expect(body).not.toContain("INTERNAL_SERVER_ERROR");
  });

  it.each(HOSTILE_NAMES)("takes %s for a variable, a fragment and an operation as for any other", async (name) => {
    const query = `query ${name}($${name}: [Int!]) { find(ids: $${name}) ...${name} } fragment ${name} on Query { hello }`;
    for (const variables of [{}, { [name]: [1] }]) {
      const { status, body } = await graph.send(query, { variables });
      expect(status).toBeLessThan(500);
      expect(body).not.toContain("INTERNAL_SERVER_ERROR");
    }
  });

  it.each(["{ __proto__ }", "{ constructor }", "{ node { __proto__ } }", "{ node { hasOwnProperty } }"])(
    "finds no field in %s",
    async (query) => {
      const answer = await graph.expectNothingExecuted(() => graph.send(query));
      expect(answer).toMatchObject({ status: 400, codes: ["GRAPHQL_VALIDATION_FAILED"] });
    },
  );

  it("takes the last of duplicated keys, for the limits as for the execution", async () => {
    const large = `{ ${"a ".repeat(2_000)}}`;
    const body = `{"query":"{ hello }","query":"${large}"}`;
    const answer = await graph.expectNothingExecuted(() => sendRaw(graph.router.url, { headers: JSON_TYPE, body }));
    expect(answer.body).toContain("OPERATION_TOO_LARGE");
  });

  it("does not fail over bytes that are not UTF-8", async () => {
    const response = await fetch(`${graph.router.url}/graphql`, {
      method: "POST",
      headers: JSON_TYPE,
      body: Buffer.concat([Buffer.from('{"query":"{ hello '), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from(' }"}')]),
    });
    expect(response.status).toBe(400);
  });

  it("refuses a header line of 100 KB", async () => {
    const bytes = `POST /graphql HTTP/1.1\r\nhost: localhost\r\nx: ${"a".repeat(100_000)}\r\n\r\n`;
    expect((await sendBytes(graph.router.url, bytes)).status).toBe(431);
  });

  it("serves on after all that", async () => {
    expect(await graph.send("{ hello }")).toMatchObject({ status: 200, data: { hello: "there" } });
    expect(graph.router.process.exitCode).toBeNull();
  });
});
