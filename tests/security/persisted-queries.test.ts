import { describe, expect, it } from "@jest/globals";
import { createBoundedMemory } from "../../packages/server/bounded-memory.ts";
import { sendRaw } from "../support/raw-request.ts";
import { startGuardedGraph } from "./guarded-graph.ts";
import { hashDocument, type PersistedQueryRequest, sendPersistedQuery } from "./persisted-query.ts";

const SDL = `
  type Query { hello: String  list(first: Int): [Item]  find(filter: Filter): String }
  type Mutation { touch: String }
  type Item { id: ID }
  input Filter { name: String  more: [Filter] }`;
const DATA = { hello: "there", list: [], find: "found", touch: "done" };

/** Room for some five documents of 250 characters. */
const graph = await startGuardedGraph({ PERSISTED_QUERY_CACHE_BYTES: "4000" }, SDL, DATA);
const forgetful = await startGuardedGraph({ PERSISTED_QUERY_CACHE_BYTES: "0" }, SDL, DATA);

function send(request: PersistedQueryRequest) {
  return sendPersistedQuery(graph.router.url, request);
}

/** A valid document that nobody has sent yet. */
let documents = 0;
function inventDocument(fields = "hello"): string {
  documents += 1;
  return `query Invented${documents} { ${fields} } # ${"x".repeat(200)}`;
}

const NOT_FOUND = { status: 200, codes: ["PERSISTED_QUERY_NOT_FOUND"] };
const BAD_REQUEST = { status: 400, codes: ["BAD_REQUEST"] };

describe("a document's hash", () => {
  it.each(["GET", "POST"] as const)(
    "asks for the document by %s, and executes nothing, while it is unknown",
    async (method) => {
      const answer = await graph.expectNothingExecuted(() => send({ id: hashDocument("{ other }"), method }));
      // HTTP 200, because Apollo's clients take a 4xx for a router without persisted queries.
      expect(answer).toMatchObject(NOT_FOUND);
    },
  );

  it.each([
    ["GET", "GET"],
    ["GET", "POST"],
    ["POST", "GET"],
    ["POST", "POST"],
  ] as const)("stands, once sent along by %s, for its document by %s", async (first, second) => {
    const query = inventDocument();
    const id = hashDocument(query);
    expect(await send({ id, query, method: first })).toMatchObject({ status: 200, data: { hello: "there" } });
    expect(await send({ id, method: second })).toMatchObject({ status: 200, data: { hello: "there" } });
  });

  it("never executes a mutation by GET", async () => {
    const query = inventDocument("touch").replace("query", "mutation");
    const id = hashDocument(query);
    expect(await send({ id, query })).toMatchObject({ status: 200, data: { touch: "done" } });
    const answer = await graph.expectNothingExecuted(() => send({ id, method: "GET" }));
    expect(answer).toMatchObject({ status: 405, codes: ["BAD_REQUEST"] });
  });

  it.each<[what: string, request: PersistedQueryRequest]>([
    ["of another document", { id: hashDocument("{ other }"), query: "{ hello }" }],
    ["of another document, by GET", { id: hashDocument("{ other }"), query: "{ hello }", method: "GET" }],
    ["in other letters", { id: hashDocument("{ hello }").toUpperCase(), query: "{ hello }" }],
    ["of no document", { id: hashDocument("{ hello }"), query: "" }],
    ["of another version", { id: hashDocument("{ hello }"), version: 2 }],
    ["of no version", { id: hashDocument("{ hello }"), version: null }],
    ["that is no text", { id: { toString: "x" } }],
    ["that is null", { id: null, query: "{ hello }" }],
  ])("%s is refused, and nothing is executed", async (_what, request) => {
    expect(await graph.expectNothingExecuted(() => send(request))).toMatchObject(BAD_REQUEST);
  });

  it.each(["__proto__", "constructor", "apq:", "x".repeat(10_000)])(
    "may be anything, such as %.20s, and is unknown",
    async (id) => {
      expect(await send({ id })).toMatchObject(NOT_FOUND);
    },
  );
});

describe("a document that is refused", () => {
  it.each<[what: string, query: string, code: string]>([
    ["that is too large", `{ ${"hello ".repeat(300)} }`, "OPERATION_TOO_LARGE"],
    ["that may cost too much", "{ list(first: 100000) { id } }", "COST_LIMIT_EXCEEDED"],
    ["that is not valid", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["that is not GraphQL", "{ hello", "GRAPHQL_PARSE_FAILED"],
  ])("%s is not remembered", async (_what, query, code) => {
    const id = hashDocument(query);
    expect(await graph.expectNothingExecuted(() => send({ id, query }))).toMatchObject({
      status: 400,
      codes: [code],
    });
    expect(await send({ id })).toMatchObject(NOT_FOUND);
  });
});

describe("a document that is known by its hash", () => {
  it("is still within the cost limit, whatever its variables", async () => {
    const query = "query ($n: Int) { list(first: $n) { id } }";
    const id = hashDocument(query);
    expect(await send({ id, query, variables: { n: 1 } })).toMatchObject({ status: 200 });
    const answer = await graph.expectNothingExecuted(() => send({ id, variables: { n: 100_000 } }));
    expect(answer).toMatchObject({ status: 400, codes: ["COST_LIMIT_EXCEEDED"] });
  });

  it("has variables that are within their limits", async () => {
    const query = "query ($filter: Filter) { find(filter: $filter) }";
    const id = hashDocument(query);
    expect(await send({ id, query, variables: { filter: { name: "a" } } })).toMatchObject({ status: 200 });
    let filter: object = { name: "a" };
    for (let level = 0; level < 41; level += 1) filter = { more: filter };
    const answer = await graph.expectNothingExecuted(() => send({ id, variables: { filter } }));
    expect(answer).toMatchObject({ status: 400, codes: ["OPERATION_TOO_LARGE"] });
  });
});

describe("the memory of documents", () => {
  it("forgets what has not been asked for longest", async () => {
    const [first = "", second = "", ...others] = Array.from({ length: 6 }, () => inventDocument());
    for (const query of [first, second]) await send({ id: hashDocument(query), query });
    for (const query of others) {
      await send({ id: hashDocument(query), query });
      expect(await send({ id: hashDocument(first) })).toMatchObject({ status: 200, codes: [] });
    }
    expect(await send({ id: hashDocument(second) })).toMatchObject(NOT_FOUND);
  });

  it("does not keep a document that has no room, and executes it", async () => {
    const query = `{ hello } # ${"x".repeat(4000)}`;
    const id = hashDocument(query);
    expect(await send({ id, query })).toMatchObject({ status: 200, data: { hello: "there" } });
    expect(await send({ id })).toMatchObject(NOT_FOUND);
  });

  it("never holds more than its bytes", () => {
    const memory = createBoundedMemory<string>(1_000_000, ({ length }) => length);
    for (let index = 0; index < 10_000; index += 1) memory.remember(String(index), "x".repeat(1_000));
    const kept = Array.from({ length: 10_000 }, (_, index) => memory.find(String(index))).filter(Boolean);
    expect(kept.length).toBeGreaterThan(400);
    expect(kept.length * 2 * 1_000).toBeLessThan(1_000_000);
    expect(memory.find("9999")).toBeDefined();
  });

  it("makes room with what is the largest owner's, so that one who fills it pushes out his own", () => {
    const memory = createBoundedMemory<string>(100_000, ({ length }) => length);
    for (let index = 0; index < 5; index += 1) memory.remember(`usual ${index}`, "x".repeat(1_000), "usual");
    for (let index = 0; index < 500; index += 1) memory.remember(`many ${index}`, "x".repeat(1_000), "many");
    expect([0, 1, 2, 3, 4].map((index) => memory.find(`usual ${index}`)).every(Boolean)).toBe(true);
    expect(memory.find("many 499")).toBeDefined();
    expect(memory.find("many 0")).toBeUndefined();
  });

  it("takes the same time for what is new, however many owners it is full of", () => {
    const owners = 20_000;
    const memory = createBoundedMemory<string>(owners * 2_000, () => 900);
    const remember = (index: number) => memory.remember(`key ${index}`, "", `owner ${index}`);
    for (let index = 0; index < owners * 10; index += 1) remember(index);
    expect(memory.find(`key ${owners * 10 - 1}`)).toBeDefined();
    // Of owners who have as much, the one who has not come for longest makes room.
    expect(memory.find("key 0")).toBeUndefined();
    expect(memory.find(`key ${owners * 9 + owners / 2}`)).toBeDefined();
  });

  it("keeps what others have registered, however much one address registers", async () => {
    const shared = await startGuardedGraph({
      PERSISTED_QUERY_CACHE_BYTES: "10000",
      TRUSTED_PROXIES: "127.0.0.0/8",
    });
    const register = async (query: string, address: string) => {
      const extensions = { persistedQuery: { version: 1, sha256Hash: hashDocument(query) } };
      const headers = { "content-type": "application/json", "x-forwarded-for": address };
      const body = JSON.stringify({ query, extensions });
      expect((await sendRaw(shared.router.url, { headers, body })).status).toBe(200);
    };
    const usual = inventDocument();
    await register(usual, "192.0.2.1");
    for (let index = 0; index < 40; index += 1) await register(inventDocument(), "192.0.2.2");
    const answer = await sendPersistedQuery(shared.router.url, { id: hashDocument(usual) });
    expect(answer).toMatchObject({ status: 200, codes: [] });
  });

  it("counts a document that comes again once", () => {
    const memory = createBoundedMemory<string>(10_000, ({ length }) => length);
    memory.remember("first", "x".repeat(1_000));
    for (let time = 0; time < 100; time += 1) memory.remember("second", "y".repeat(1_000));
    expect(memory.find("first")).toBeDefined();
  });

  it("is none with 0 bytes, and clients are told so", async () => {
    const query = "{ hello }";
    const answer = await forgetful.expectNothingExecuted(() =>
      sendPersistedQuery(forgetful.router.url, { id: hashDocument(query), query }),
    );
    expect(answer).toMatchObject({ status: 200, codes: ["PERSISTED_QUERY_NOT_SUPPORTED"] });
    expect((await forgetful.send(query)).data).toEqual({ hello: "there" });
  });
});
