import { describe, expect, it } from "@jest/globals";
import { buildManifest } from "../../packages/composition/operations-manifest/build-manifest.ts";
import { loadStoredOperations } from "../../packages/server/stored-operations/load-stored-operations.ts";
import { startRefusingProcess } from "../support/process.ts";
import { sendRaw } from "../support/raw-request.ts";
import { readRequestLog } from "../support/request-log.ts";
import { writeFileIn, writeSupergraph } from "../support/supergraph-file.ts";
import { PRODUCTS_ASKED, startGuardedGraph } from "./guarded-graph.ts";
import { hashDocument, type PersistedQueryRequest, sendPersistedQuery } from "./persisted-query.ts";

const HELLO = "query Hello {\n  hello\n}";
const TOUCH = "mutation Touch {\n  touch\n}";
const NAMED = "query Named {\n  hello\n}";

const OPERATIONS = [
  { id: hashDocument(HELLO), name: "Hello", type: "query", body: HELLO },
  { id: hashDocument(TOUCH), name: "Touch", type: "mutation", body: TOUCH },
  // Apollo's generator can be told to make ids of another kind.
  { id: "Named-v1", name: "Named", type: "query", body: NAMED },
];

function writeManifest(operations: unknown = OPERATIONS, others: object = {}): string {
  const manifest = { format: "apollo-persisted-query-manifest", version: 1, operations, ...others };
  return writeFileIn("manifest.json", JSON.stringify(manifest));
}

const path = writeManifest();
const only = await startGuardedGraph({ TRUSTED_DOCUMENTS: "only", TRUSTED_DOCUMENTS_PATH: path });
const logging = await startGuardedGraph({ TRUSTED_DOCUMENTS: "log", TRUSTED_DOCUMENTS_PATH: path });

function send(request: PersistedQueryRequest, { router } = only) {
  return sendPersistedQuery(router.url, request);
}

describe("with TRUSTED_DOCUMENTS=only, a router", () => {
  it.each<[what: string, request: PersistedQueryRequest]>([
    ["by its id", { id: hashDocument(HELLO) }],
    ["by its id in a GET", { id: hashDocument(HELLO), method: "GET" }],
    ["by an id that is no hash", { id: "Named-v1" }],
    ["by its text", { query: HELLO }],
    ["by its text in a GET", { query: HELLO, method: "GET" }],
    ["by its text and its hash", { id: hashDocument(HELLO), query: HELLO }],
  ])("executes a document of the manifest %s", async (_what, request) => {
    expect(await send(request)).toEqual({ status: 200, data: PRODUCTS_ASKED, codes: [] });
  });

  it.each<[what: string, query: string]>([
    ["another document", "{ hello }"],
    ["one with a blank more", `${HELLO} `],
    ["one with a comment", `# mine\n${HELLO}`],
    ["one with a type name", HELLO.replace("hello", "hello __typename")],
    ["one under another name", HELLO.replace("Hello", "Other")],
    ["two of the manifest at once", `${HELLO}\n${TOUCH}`],
    ["introspection", "{ __schema { queryType { name } } }"],
    ["a type name alone", "{ __typename }"],
    ["nothing", ""],
    ["what is not GraphQL", "{ hello"],
    ["what would be too large to parse", "{".repeat(100_000)],
  ])("refuses %s, and executes nothing", async (_what, query) => {
    for (const request of [{ query }, { query, id: hashDocument(query) }] as const) {
      const answer = await only.expectNothingExecuted(() => send(request));
      expect(answer).toMatchObject({ status: 400, codes: ["QUERY_NOT_IN_SAFELIST"] });
    }
  });

  it.each([
    ["GET", "a hash that is not in the manifest", hashDocument("{ hello }")],
    ["POST", "a hash that is not in the manifest", hashDocument("{ hello }")],
    ["POST", "the hash of a document whose id is another", hashDocument(NAMED)],
    ["POST", "no id", ""],
    ["POST", "__proto__", "__proto__"],
  ] as const)("refuses, by %s, %s, and executes nothing", async (method, _what, id) => {
    const answer = await only.expectNothingExecuted(() => send({ id, method }));
    expect(answer).toMatchObject({ status: 400, codes: ["PERSISTED_QUERY_NOT_IN_LIST"] });
  });

  it("learns no further document", async () => {
    const id = hashDocument("{ hello }");
    await only.expectNothingExecuted(async () => {
      for (const request of [{ id, query: "{ hello }" }, { id }, { id, method: "GET" }] as const) {
        expect((await send(request)).status).toBe(400);
      }
    });
  });

  it("refuses the id of one document with the text of another, and executes nothing", async () => {
    const answer = await only.expectNothingExecuted(() => send({ id: hashDocument(TOUCH), query: HELLO }));
    expect(answer).toMatchObject({ status: 400, codes: ["BAD_REQUEST"] });
  });

  it.each<[what: string, body: unknown]>([
    ["neither a document nor an id", { variables: {} }],
    ["a document that is no text", { query: { kind: "Document", definitions: [] } }],
    ["documents in a list", [{ query: HELLO }, { query: "{ hello }" }]],
    ["a document where its extensions should be", { extensions: "{ hello }" }],
  ])("refuses %s, and executes nothing", async (_what, body) => {
    const response = await only.expectNothingExecuted(() =>
      fetch(`${only.router.url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    expect(response.status).toBe(400);
  });

  it.each(["/graphql?a=1#&query=", "/graphql#?query=", "/graphql?a=1?&query=", "/graphql?query=%7Bhello%7D&query="])(
    "refuses a document at the end of %s, and executes nothing",
    async (begin) => {
      const path = `${begin}${encodeURIComponent("{ hello }")}`;
      const { status } = await only.expectNothingExecuted(() =>
        sendRaw(only.router.url, { method: "GET", path, headers: { "apollo-require-preflight": "1" } }),
      );
      expect(status).toBe(400);
    },
  );

  it("refuses a second document in a GET, and executes nothing", async () => {
    const search = new URLSearchParams([
      ["query", HELLO],
      ["query", "{ hello }"],
    ]);
    const response = await only.expectNothingExecuted(() =>
      fetch(`${only.router.url}/graphql?${search}`, { headers: { "apollo-require-preflight": "1" } }),
    );
    expect(response.status).toBe(400);
  });

  it("never executes a mutation by GET", async () => {
    const answer = await only.expectNothingExecuted(() => send({ id: hashDocument(TOUCH), method: "GET" }));
    expect(answer).toMatchObject({ status: 405 });
    expect(await send({ id: hashDocument(TOUCH) })).toMatchObject({ status: 200, data: { touch: null } });
  });

  it("executes documents of the manifest that are longer than a client's may be", async () => {
    const long = `query Long { hello } #${"x".repeat(40_000)}`;
    const manifest = writeManifest([{ id: "Long", name: "Long", type: "query", body: long }]);
    const graph = await startGuardedGraph({ TRUSTED_DOCUMENTS: "log", TRUSTED_DOCUMENTS_PATH: manifest });
    expect(await graph.send(long)).toMatchObject({ status: 200, data: { hello: "there" } });
    expect(await graph.send(`${long} `)).toMatchObject({ status: 400, codes: ["OPERATION_TOO_LARGE"] });
  });

  it("holds documents of the manifest to the limits", async () => {
    const long = `query Long { ${"hello ".repeat(300)} }`;
    const manifest = writeManifest([{ id: "Long", name: "Long", type: "query", body: long }]);
    const graph = await startGuardedGraph({ TRUSTED_DOCUMENTS: "only", TRUSTED_DOCUMENTS_PATH: manifest });
    for (const request of [{ id: "Long" }, { query: long }]) {
      const answer = await graph.expectNothingExecuted(() => send(request, graph));
      expect(answer).toMatchObject({ status: 400, codes: ["OPERATION_TOO_LARGE"] });
    }
  });
});

describe("with TRUSTED_DOCUMENTS=log, a router", () => {
  it("executes every document, and logs each that is not in the manifest once", async () => {
    const unlisted = "query Unlisted { hello }";
    for (const query of [HELLO, unlisted, "{ hello }", unlisted, "{ hello }"]) {
      expect((await logging.send(query)).data).toEqual(PRODUCTS_ASKED);
    }
    expect(await send({ id: "Named-v1" }, logging)).toMatchObject({ data: PRODUCTS_ASKED });
    expect(await send({ id: hashDocument(unlisted), query: unlisted }, logging)).toMatchObject({
      status: 200,
    });
    expect(await send({ id: hashDocument(unlisted) }, logging)).toMatchObject({ data: PRODUCTS_ASKED });
    await readRequestLog(logging.router, "none");
    const lines = logging.router.logLines().filter(({ msg }) => msg === "a document is not in the manifest");
    const own = lines.filter(({ documentHash }) => documentHash !== hashDocument("{ __typename }"));
    expect(own.map(({ level, operationName, documentHash }) => ({ level, operationName, documentHash }))).toEqual([
      { level: "warn", operationName: "Unlisted", documentHash: hashDocument(unlisted) },
      { level: "warn", operationName: null, documentHash: hashDocument("{ hello }") },
    ]);
  });
});

it("executes each stored operation by its id and by its text", async () => {
  const stored = await loadStoredOperations(".", "operations/**/*.graphql");
  const { operations } = buildManifest(stored.operations);
  const graph = await startGuardedGraph({
    SUPERGRAPH_PATH: "supergraph.graphql",
    TRUSTED_DOCUMENTS: "only",
    TRUSTED_DOCUMENTS_PATH: writeManifest(operations),
  });
  const refusals = ["QUERY_NOT_IN_SAFELIST", "PERSISTED_QUERY_NOT_IN_LIST"];
  for (const { id, body } of operations) {
    for (const request of [{ id }, { query: body }]) {
      const { codes } = await send(request, graph);
      expect(codes.filter((code) => refusals.includes(code))).toEqual([]);
    }
  }
});

describe("a router refuses to start, in one line, with", () => {
  const supergraph = writeSupergraph([
    { name: "products", url: "http://127.0.0.1:1/graphql", sdl: "type Query { a: Int }" },
  ]);
  const twice = OPERATIONS.map((operation) => ({ ...operation, id: hashDocument(HELLO) }));

  it.each<[what: string, mode: string, path: string, line: RegExp]>([
    ["another mode", "yes", path, /bad configuration: TRUSTED_DOCUMENTS: must be only or log/],
    [
      "a manifest that is missing",
      "only",
      "/nowhere/manifest.json",
      /\/nowhere\/manifest\.json cannot be read \(ENOENT\).*npm run operations:manifest.*TRUSTED_DOCUMENTS_PATH/,
    ],
    ["a manifest that is a folder", "log", "/tmp", /cannot be read \(EISDIR\)/],
    ["a manifest that is not JSON", "only", writeFileIn("a.json", "{"), /is not valid: it is not JSON/],
    ["a manifest that is a list", "only", writeFileIn("a.json", "[]"), /is not valid: it: /],
    ["another format", "only", writeManifest([], { format: "relay" }), /is not valid: format: /],
    ["another version", "log", writeManifest([], { version: 2 }), /is not valid: version: /],
    ["an operation without text", "only", writeManifest([{ id: "a" }]), /is not valid: operations\.0\.body: /],
    ["an operation without id", "only", writeManifest([{ body: "{ a }" }]), /is not valid: operations\.0\.id: /],
    ["an id of two operations", "only", writeManifest(twice), /is not valid: two operations have the id [0-9a-f]{64}/],
  ])("%s", async (_what, mode, manifest, line) => {
    const { exitCode, output } = await startRefusingProcess("router/main", {
      SUPERGRAPH_PATH: supergraph,
      TRUSTED_DOCUMENTS: mode,
      TRUSTED_DOCUMENTS_PATH: manifest,
    });
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: expect.stringMatching(line) });
    expect(output.trim().split("\n")).toHaveLength(1);
  });
});
