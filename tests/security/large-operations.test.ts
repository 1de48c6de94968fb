import { describe, expect, it } from "@jest/globals";
import { getIntrospectionQuery } from "graphql";
import { sendRaw } from "../support/raw-request.ts";
import { PRODUCTS_ASKED, startGuardedGraph } from "./guarded-graph.ts";

const graph = await startGuardedGraph({ COST_LIMIT: "0" });

function repeat(count: number, build: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => build(index)).join(" ");
}

/** `{ node { node { … id } } }` with `depth` levels of fields. */
function nest(depth: number): string {
  return `{ ${"node { ".repeat(depth - 1)}id${" }".repeat(depth - 1)} }`;
}

function nestInline(levels: number): string {
  return `{ ${"... { ".repeat(levels - 1)}hello${" }".repeat(levels - 1)} }`;
}

/** Each of `count` fragments spreads the next one twice: 2^count selections. */
function buildFragmentBomb(count: number): string {
  const fragments = repeat(
    count,
    (index) => `fragment F${index} on Node { node { ...F${index + 1} } node { ...F${index + 1} } }`,
  );
  return `{ node { ...F0 } } ${fragments} fragment F${count} on Node { id }`;
}

/** What stock validation compares pairwise for seconds: fragments in fragments under one name. */
function buildOverlapBomb(width: number): string {
  const spreads = (index: number) => repeat(width, (other) => `node { ...F${(index + other + 1) % 60} }`);
  return `{ node { ...F0 } } ${repeat(20, (index) => `fragment F${index} on Node { ${spreads(index * 2)} }`)}`;
}

const EXACTLY_ALLOWED: [what: string, query: string][] = [
  ["12 levels of fields", nest(12)],
  ["40 levels of nesting", nestInline(40)],
  ["250 selections", `{ node { ${repeat(249, () => "id")} } }`],
  ["30 aliases", `{ node { ${repeat(30, (index) => `a${index}: id`)} } }`],
  ["an alias of 100 characters", `{ node { ${"a".repeat(100)}: id } }`],
  ["20 root fields", `{ ${repeat(20, () => "hello")} }`],
  ["5 root fields of a mutation", `mutation { ${repeat(5, () => "touch")} }`],
  ["50 directives", `{ node { ${repeat(50, () => "id @include(if: true)")} } }`],
  ["10 operations", `query A { hello } ${repeat(9, (index) => `query B${index} { hello }`)}`],
  ["a name of 256 characters", `query ${"A".repeat(256)} { hello }`],
  ["32 KB", pad(32_768)],
  ["32 KB of characters of three bytes", pad(32_768, "字")],
];

/** A document of so many bytes, filled up by a comment; each character of `filling` takes its UTF-8 bytes. */
function pad(bytes: number, filling = "x"): string {
  const query = "{ hello } #";
  const room = bytes - Buffer.byteLength(query);
  const fillings = Math.floor(room / Buffer.byteLength(filling));
  return query + "x".repeat(room - fillings * Buffer.byteLength(filling)) + filling.repeat(fillings);
}

const TOO_LARGE: [what: string, query: string][] = [
  ["32 KB and a byte", pad(32_769)],
  ["32 KB and a byte, in characters of three bytes", pad(32_769, "字")],
  ["240 KB of a comment", pad(240_000)],
  ["13 levels of fields", nest(13)],
  ["13 levels of fields in fragments", `{ ...A } fragment A on Query ${nest(13)}`],
  ["41 levels of nesting", nestInline(41)],
  ["41 levels of a literal list", `{ find(ids: ${"[".repeat(41)}${"]".repeat(41)}) }`],
  ["41 levels of a literal object", `{ find(ids: ${"{a:".repeat(41)}1${"}".repeat(41)}) }`],
  ["41 levels of a list type", `query ($a: ${"[".repeat(41)}Int${"]".repeat(41)}) { hello }`],
  ["41 levels of a default value", `query ($a: Int = ${"[".repeat(41)}${"]".repeat(41)}) { hello }`],
  ["251 selections", `{ node { ${repeat(250, () => "id")} } }`],
  [
    "251 selections in fragments",
    `{ node { ${repeat(25, () => "...A")} } } fragment A on Node { ${repeat(10, () => "id")} }`,
  ],
  ["31 aliases", `{ node { ${repeat(31, (index) => `a${index}: id`)} } }`],
  ["31 aliases of __typename", `{ node { ${repeat(31, (index) => `a${index}: __typename`)} } }`],
  ["an alias of 101 characters", `{ ${"a".repeat(101)}: hello }`],
  [
    "an alias of 101 characters in a fragment",
    `{ node { ...A } } fragment A on Node { node { ${"a".repeat(101)}: __typename } }`,
  ],
  ["21 root fields", `{ ${repeat(21, () => "hello")} }`],
  ["21 root fields in a fragment", `{ ...A } fragment A on Query { ${repeat(21, () => "hello")} }`],
  ["6 root fields of a mutation", `mutation { ${repeat(6, () => "touch")} }`],
  ["6 times one mutation by fragments", `mutation { ${repeat(6, () => "...A")} } fragment A on Mutation { touch }`],
  ["51 directives", `{ node { ${repeat(51, () => "id @include(if: true)")} } }`],
  ["51 directives on one field", `{ hello ${repeat(51, () => "@include(if: true)")} }`],
  ["51 directives on the operation", `query A ${repeat(51, () => "@a")} { hello }`],
  ["51 directives on variables", `query A($a: Int ${repeat(51, () => "@a")}) { hello }`],
  ["11 operations", `query A { hello } ${repeat(10, (index) => `query B${index} { hello }`)}`],
  ["a name of 257 characters", `query ${"A".repeat(257)} { hello }`],
  ["1,001 tokens", `{ ${repeat(999, () => "hello")} }`],
  ["65,000 braces", "{".repeat(65_000)],
  ["100,000 names", `{ ${"a ".repeat(100_000)}}`],
  ["a fragment that contains itself", "{ node { ...A } } fragment A on Node { node { ...A } }"],
  ["fragments that contain each other", "{ node { ...A } } fragment A on Node { ...B } fragment B on Node { ...A }"],
  ["2^50 selections", buildFragmentBomb(50)],
  ["fragments that overlap", buildOverlapBomb(10)],
  ["an unused fragment that is too large", `{ hello } fragment A on Node { ${repeat(501, () => "id")} }`],
  [
    "introspection 21 levels deep",
    `{ __type(name: "A") { ${"ofType { ".repeat(19)}name${" }".repeat(19)} } }`.replace("name }", "ofType { name } }"),
  ],
];

describe("a document with", () => {
  it.each(EXACTLY_ALLOWED)("%s is executed", async (_what, query) => {
    const { status, codes } = await graph.send(query, query.startsWith("query A ") ? { operationName: "A" } : {});
    expect({ status, codes }).toEqual({ status: 200, codes: [] });
  });

  it.each(TOO_LARGE)("%s is refused at once, and nothing is executed", async (_what, query) => {
    const answer = await graph.expectRefusedAtOnce(() => graph.send(query));
    expect(answer).toMatchObject({ status: 400, codes: ["OPERATION_TOO_LARGE"] });
    expect(answer.body.length).toBeLessThan(1_000);
    expect(answer.body).toMatch(/\(MAX_[A-Z_]+\)|contain(?:s)? itself|nested too deeply/);
  });

  it.each([
    ["MAX_DEPTH", nest(13)],
    ["MAX_SELECTIONS", `{ node { ${repeat(250, () => "id")} } }`],
    ["MAX_MUTATION_FIELDS", `mutation { ${repeat(6, () => "touch")} }`],
    ["MAX_ROOT_FIELDS", `{ ${repeat(21, () => "hello")} }`],
    ["MAX_TOKENS", `{ ${repeat(999, () => "hello")} }`],
    ["MAX_OPERATIONS", `query A { hello } ${repeat(10, (index) => `query B${index} { hello }`)}`],
  ])("is told with %s, the variable that raises the limit", async (variable, query) => {
    expect((await graph.send(query)).body).toContain(`(${variable})`);
  });

  it("too many tokens is refused by GET, whatever else its URL holds", async () => {
    const query = encodeURIComponent(`{ ${repeat(999, () => "a")} } #`);
    for (const path of [
      `/graphql?query=${query}`,
      `/graphql?query=${query}%FF`,
      `/graphql?a=%FF&query=${query}`,
      `/graphql?a=1#&query=${query}`,
      `/graphql#?query=${query}`,
    ]) {
      const { status, body } = await sendRaw(graph.router.url, {
        method: "GET",
        path,
        headers: { "apollo-require-preflight": "1" },
      });
      expect({ status, body }).toMatchObject({
        status: 400,
        body: expect.stringContaining("OPERATION_TOO_LARGE"),
      });
    }
  });
});

it("lets tools introspect in development", async () => {
  const { status, codes } = await graph.send(
    getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true }),
  );
  expect({ status, codes }).toEqual({ status: 200, codes: [] });
});

it("tells at most five of sixty unknown fields, in short", async () => {
  const unknown = repeat(60, (index) => `${"x".repeat(400)}${index}`);
  const answer = await graph.expectNothingExecuted(() => graph.send(`{ node { ${unknown} } }`));
  expect(answer).toMatchObject({ status: 400, codes: Array(5).fill("GRAPHQL_VALIDATION_FAILED") });
  for (const { message } of answer.errors ?? []) expect(message.length).toBeLessThanOrEqual(300);
  expect(answer.body.length).toBeLessThan(16 * 1024);
});

it("tells at most five of a hundred bad variables", async () => {
  const query = "query ($ids: [Int!]) { find(ids: $ids) }";
  const ids = Array(100).fill("y".repeat(500));
  const answer = await graph.expectNothingExecuted(() => graph.send(query, { variables: { ids } }));
  expect(answer.status).toBe(400);
  expect(answer.codes.length).toBeLessThanOrEqual(5);
  expect(answer.body.length).toBeLessThan(16 * 1024);
});

it("tells where a conflict stands a few times only", async () => {
  const fields = repeat(29, (index) => `same: other${index}`);
  const answer = await graph.expectNothingExecuted(() => graph.send(`{ node { ${fields} } }`));
  expect(answer.status).toBe(400);
  expect(answer.body.length).toBeLessThan(16 * 1024);
});

it("asks the subgraph for what is allowed", async () => {
  expect((await graph.send("{ hello }")).data).toEqual(PRODUCTS_ASKED);
});
