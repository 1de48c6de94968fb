import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { hashDocument } from "../../security/persisted-query.ts";
import { createRsaSigner } from "../../support/access-tokens.ts";
import { startKeyPublisher } from "../../support/key-publisher.ts";
import { readMetrics } from "../../support/metrics.ts";
import { startProcess } from "../../support/process.ts";
import { sendBytes, sendRaw } from "../../support/raw-request.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { writeSupergraph } from "../../support/supergraph-file.ts";
import { startTraceCollector } from "../../support/trace-collector.ts";
import { waitFor } from "../../support/wait-for.ts";
import { startLiveSubgraph } from "../subscriptions/event-streams.ts";
import { openKnown, openRaw, readRefusal } from "./raw-sockets.ts";

const NEWS = `
  scalar Long
  type Query { latest(after: Float, from: Long): Int  secret: Int @authenticated }
  type Mutation { publish(title: String): Item }
  type Subscription { item: Item  private: Item @authenticated }
  type Item @key(fields: "id") { id: ID! title: String }`;
const AUTHORS = `
  type Query { writers: Int }
  type Item @key(fields: "id") { id: ID! author: String }`;
const ITEM = "subscription { item { title author } }";

const news = await startLiveSubgraph(({ body: { query } }) => ({
  data: query.includes("mutation") ? { publish: item("9").item } : { latest: 1, secret: 2 },
}));
const authors = await startLiveSubgraph(({ body: { variables: { representations = [] } = {} } }) => ({
  data: { _entities: (representations as { id: string }[]).map(({ id }) => ({ author: `author of ${id}` })) },
}));
const collector = await startTraceCollector();
const signer = createRsaSigner();
const keys = await startKeyPublisher([signer.jwk]);
const SUPERGRAPH_PATH = writeSupergraph([
  { name: "news", url: news.url, sdl: NEWS },
  { name: "authors", url: authors.url, sdl: AUTHORS },
]);
const variables = { SUPERGRAPH_PATH, JWKS_URL: keys.url, DRAIN_MS: "300", MAX_SUBSCRIPTIONS_PER_CALLER: "20" };
const [router, slowed] = await Promise.all([
  startProcess("router/main", { ...variables, CORS_ORIGINS: "https://app.example.com", MAX_BODY_BYTES: "10000" }),
  startProcess("router/main", {
    ...variables,
    RATE_LIMIT: "10",
    RATE_LIMIT_BURST: "20",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  }),
]);

function item(id: string) {
  return { item: { __typename: "Item", id, title: `title ${id}` } };
}

const openUpstreams = (count: number) => waitFor(`${count} streams`, () => news.listOpen().length === count);
const connect = (connectionParams: Record<string, unknown> = {}, url = router.url) => {
  const client = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
  });
  stopAfterTests(async () => client.terminate());
  return client;
};
const bearer = (claims = {}) => ({ authorization: `Bearer ${signer.sign({ claims })}` });

/** Executes one operation. @throws the errors in place of a result */
async function execute(client: ReturnType<typeof createClient>, query: string, variables = {}) {
  const results: unknown[] = [];
  for await (const result of client.iterate({ query, variables })) results.push(result);
  return results;
}

const sockets: { readonly socket: WebSocket }[] = [];
afterEach(async () => {
  for (const { socket } of sockets.splice(0)) socket.terminate();
  await openUpstreams(0);
});

async function open(...parameters: Parameters<typeof openKnown>) {
  const raw = await openKnown(...parameters);
  sockets.push(raw);
  return raw;
}

describe("a client of graphql-ws", () => {
  const client = connect(bearer());

  it("executes queries and mutations", async () => {
    expect(await execute(client, "{ latest secret }")).toEqual([{ data: { latest: 1, secret: 2 } }]);
    expect(await execute(client, 'mutation { publish(title: "a") { id author } }')).toEqual([
      { data: { publish: { id: "9", author: "author of 9" } } },
    ]);
    expect(
      await execute(client, "query ($on: Boolean!) { latest ... @defer(if: $on) { secret } }", { on: true }),
    ).toEqual([{ data: { latest: 1, secret: 2 } }]);
  });

  it("subscribes, and ends the upstream within a second when it leaves", async () => {
    const events = client.iterate({ query: ITEM });
    const first = events.next();
    await openUpstreams(1);
    news.send(item("1"));
    expect(await first).toEqual({
      done: false,
      value: { data: { item: { title: "title 1", author: "author of 1" } } },
    });
    await events.return?.();
    await waitFor("the close", () => news.listOpen().length === 0, 1_000);
  });

  it.each([
    ["{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["{", "GRAPHQL_PARSE_FAILED"],
    ["query ($a: Float!) { latest(after: $a) }", "BAD_USER_INPUT"],
  ])("gets the errors of %s", async (query, code) => {
    await expect(execute(client, query)).rejects.toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code }) }),
    ]);
  });

  it("is told apart by its token, and sees its own alone", async () => {
    const anonymous = connect();
    const [result] = await execute(anonymous, "{ latest secret }");
    expect(result).toMatchObject({
      data: { latest: 1, secret: null },
      errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
    });
  });

  it("is refused with a token that is not valid", async () => {
    await expect(execute(connect({ Authorization: "Bearer no.token.atall" }), "{ latest }")).rejects.toMatchObject({
      code: 4403,
    });
  });
});

describe("a socket", () => {
  it("takes the token of the upgrade's header, and what header rules of requests need", async () => {
    const raw = await open(router.url, {}, { headers: bearer({ sub: "by-header" }) });
    raw.send({ type: "subscribe", id: "1", payload: { query: "{ secret }" } });
    expect(await raw.find("next", "1")).toMatchObject({ payload: { data: { secret: 2 } } });
    await raw.find("complete", "1");
  });

  it("treats numbers as requests do", async () => {
    const payload = '{"query":"query ($a: Long) { latest(from: $a) }","variables":{"a":9007199254740993}}';
    const answer = await sendRaw(router.url, { headers: { "content-type": "application/json" }, body: payload });
    const raw = await open(router.url);
    raw.send(`{"type":"subscribe","id":"1","payload":${payload}}`);
    expect(answer.body).toContain("INEXACT_NUMBER");
    expect((await raw.find("error", "1")).payload).toEqual(JSON.parse(answer.body).errors);
  });

  it("takes a document by its hash", async () => {
    const query = "{ latest }";
    const extensions = { persistedQuery: { version: 1, sha256Hash: hashDocument(query) } };
    const raw = await open(router.url);
    for (const [id, text] of ["", query, ""].entries()) {
      raw.send({ type: "subscribe", id: String(id), payload: { query: text, extensions } });
      await raw.find(id === 0 ? "error" : "complete", String(id));
    }
    expect(await raw.find("error", "0")).toMatchObject({
      payload: [{ extensions: { code: "PERSISTED_QUERY_NOT_FOUND" } }],
    });
    expect(await raw.find("next", "2")).toMatchObject({ payload: { data: { latest: 1 } } });
  });

  it("has its operations in the trace of the client", async () => {
    const traceId = randomBytes(16).toString("hex");
    const raw = await open(slowed.url, {}, { headers: { traceparent: `00-${traceId}-${"1".repeat(16)}-01` } });
    raw.send({ type: "subscribe", id: "1", payload: { query: "{ latest }" } });
    await raw.find("complete", "1");
    const find = (name: string) => collector.spans().find((span) => span.traceId === traceId && span.name === name);
    const operation = await waitFor("the span", () => find("POST /graphql"), 15_000);
    expect(find("fetch news")?.parentSpanId).toBe(operation.spanId);
  });

  it("has lines and metrics as requests have", async () => {
    const raw = await open(router.url, bearer({ sub: "logged" }));
    raw.send({ type: "subscribe", id: "1", payload: { query: "query Named { latest }" } });
    await raw.find("complete", "1");
    raw.socket.close();
    const find = (found: object) =>
      router.logLines().find((line) => Object.entries(found).every(([key, value]) => line[key] === value));
    const line = await waitFor("its line", () => find({ msg: "request", operationName: "Named", callerId: "logged" }));
    expect(line).toMatchObject({ method: "POST", path: "/graphql", status: 200, subgraphs: { news: { fetches: 1 } } });
    expect(
      await waitFor("the socket's line", () => find({ msg: "a socket closed", callerId: "logged" })),
    ).toMatchObject({
      operations: 1,
      reqId: line.socketId,
    });
    const metrics = await readMetrics(router);
    expect(metrics.find("http_requests_in_flight")).toBeLessThanOrEqual(1);
    expect(metrics.find("websockets_open")).toBeGreaterThanOrEqual(0);
    expect(
      metrics.find("http_request_duration_seconds_count", { route: "/graphql/socket", status: "2xx" }),
    ).toBeGreaterThan(0);
  });

  it("ends subscriptions when the token ends, unless a later one of the same caller came in time", async () => {
    const exp = Math.floor(Date.now() / 1000) + 2;
    const start = async () => {
      const raw = await open(router.url, bearer({ sub: "renewing", exp }));
      raw.send({ type: "subscribe", id: "1", payload: { query: "subscription { private { title } }" } });
      return raw;
    };
    const [renewed, expired] = [await start(), await start()];
    await openUpstreams(1);
    const later = bearer({ sub: "renewing" });
    renewed.send({ type: "ping", payload: later });
    await renewed.find("pong");
    expect(await expired.find("error", "1")).toMatchObject({ payload: [{ extensions: { code: "UNAUTHENTICATED" } }] });
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    news.send({ private: { ...item("0").item } });
    expect(await renewed.find("next", "1")).toMatchObject({ payload: { data: { private: { title: "title 0" } } } });
    news.breakStreams();
    await waitFor("nothing open", () => renewed.messages.some(({ type }) => type === "error"));
    renewed.send({ type: "subscribe", id: "2", payload: { query: "subscription { private { title author } }" } });
    await openUpstreams(1);
    expect(news.listOpen()[0]?.headers.authorization).toBe(later.authorization);
    news.send({ private: { ...item("1").item } });
    expect(await renewed.find("next", "2")).toMatchObject({
      payload: { data: { private: { author: "author of 1" } } },
    });
    expect(authors.requests.at(-1)?.headers.authorization).toBe(later.authorization);
  });

  it.each([
    ["of another caller", { sub: "another" }],
    ["with fewer scopes", { sub: "one", scope: "read" }],
    ["that is not valid", { sub: "one", exp: 1 }],
  ])("is closed after a token %s", async (_what, claims) => {
    const raw = await open(router.url, bearer({ sub: "one", scope: "read write" }));
    raw.send({ type: "ping", payload: bearer(claims) });
    expect(await raw.closed).toBe(4403);
  });
});

describe("a client that wants no more at once", () => {
  it("leaves nothing open, and may use the id again", async () => {
    const raw = await open(router.url, bearer());
    const complete = { type: "complete", id: "1" };
    raw.sendTogether({ type: "subscribe", id: "1", payload: { query: ITEM } }, complete);
    raw.sendTogether(
      { type: "ping", payload: bearer() },
      { type: "subscribe", id: "1", payload: { query: ITEM } },
      complete,
    );
    raw.send({ type: "subscribe", id: "1", payload: { query: "{ latest }" } });
    expect(await raw.find("next", "1")).toMatchObject({ payload: { data: { latest: 1 } } });
    const metrics = await readMetrics(router);
    expect(metrics.find("subscriptions_open")).toBe(0);
  });
});

describe("a client that breaks the rules", () => {
  const subscribe = { type: "subscribe", id: "1", payload: { query: ITEM } };

  it.each<[string, (string | object)[], number]>([
    ["text that is no JSON", ["{"], 4400],
    ["a message of no type", ["{}"], 4400],
    ["a key that would be a prototype", ['{"type":"ping","payload":{"__proto__":{"a":1}}}'], 4400],
    ["a message of the server's", [{ type: "connection_ack" }], 4400],
    ["two initialisations", [{ type: "connection_init" }, { type: "connection_init" }], 4429],
    ["an operation before the initialisation", [subscribe], 4401],
    ["no initialisation", [], 4408],
    ["a message over the limit", [{ type: "connection_init", payload: { text: "x".repeat(10_001) } }], 1009],
  ])("is cut off after %s", async (_what, messages, code) => {
    const raw = await openRaw(router.url);
    for (const message of messages) raw.send(typeof message === "string" ? message : JSON.stringify(message));
    expect(await raw.closed).toBe(code);
  });

  it("is cut off after a second operation of an id, binary messages, and another protocol", async () => {
    const twice = await open(router.url);
    twice.send(subscribe);
    twice.send(subscribe);
    const binary = await open(router.url);
    binary.socket.send(Buffer.from(JSON.stringify({ type: "ping" })));
    const other = openRaw(router.url, { protocol: "graphql-ws" });
    await expect(other).rejects.toThrow(/subprotocol/);
    const none = await openRaw(router.url, { protocol: null });
    expect(await Promise.all([twice.closed, binary.closed, none.closed])).toEqual([4409, 4400, 4406]);
  });

  it("has few operations at a time, and few sockets", async () => {
    const token = bearer({ sub: "greedy" });
    const raw = await open(router.url, token);
    for (let id = 0; id <= 100; id += 1) raw.send({ ...subscribe, id: String(id) });
    const refused = await raw.find("error", "100");
    expect(refused.payload).toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
    const others = await Promise.all(Array.from({ length: 19 }, () => open(router.url, token)));
    expect(others).toHaveLength(19);
    const last = await openRaw(router.url);
    last.send({ type: "connection_init", payload: token });
    expect(await last.closed).toBe(1013);
  });

  it("is held to its rate, by operations and by other messages", async () => {
    const raw = await open(slowed.url, bearer({ sub: "fast" }));
    for (let id = 0; id < 30; id += 1)
      raw.send({ type: "subscribe", id: String(id), payload: { query: "{ latest }" } });
    const refusal = await raw.find("error");
    expect(refusal.payload).toMatchObject([
      { message: expect.stringContaining("Too many requests"), extensions: { code: "RATE_LIMITED" } },
    ]);
    for (let pings = 0; pings < 30; pings += 1) raw.send({ type: "ping" });
    expect(await raw.closed).toBe(1008);
  });
});

describe("an upgrade", () => {
  it("is refused to pages of other sites, and granted to those that CORS lets in", async () => {
    const refusal = await readRefusal(router.url, { headers: { origin: "https://evil.example.com" } });
    expect(refusal.statusCode).toBe(403);
    expect(refusal.headers).toMatchObject({ "x-content-type-options": "nosniff", connection: "close" });
    expect(refusal.headers["x-request-id"]).toBeDefined();
    for (const origin of ["https://app.example.com", router.url]) {
      await open(router.url, {}, { headers: { origin } });
    }
    expect((await readRefusal(router.url, { headers: { origin: "null" } })).statusCode).toBe(403);
  });

  it("passes the checks of requests", async () => {
    const head = "GET /graphql HTTP/1.1\r\nconnection: upgrade\r\nupgrade: websocket\r\n";
    expect(await sendBytes(router.url, `${head}host: a\r\nhost: b\r\n\r\n`)).toMatchObject({ status: 400 });
    const { status, body } = await sendBytes(router.url, `${head}host: localhost\r\nsec-websocket-version: 8\r\n\r\n`);
    expect([status, JSON.parse(body).errors[0].message]).toEqual([
      400,
      expect.stringContaining("Sec-WebSocket-Version 13"),
    ]);
  });

  it("to another protocol, or elsewhere, is answered as a usual request", async () => {
    const headers = { "content-type": "application/json", connection: "upgrade", upgrade: "h2c" };
    const body = JSON.stringify({ query: "{ latest }" });
    expect(await sendRaw(router.url, { headers, body })).toMatchObject({
      status: 200,
      body: '{"data":{"latest":1}}\n',
    });
    const chunked = { ...headers, "transfer-encoding": "chunked" };
    expect(await sendRaw(router.url, { headers: chunked, body })).toMatchObject({ status: 200 });
    const socket = { connection: "upgrade", upgrade: "websocket" };
    const live = await sendRaw(router.url, { method: "GET", path: "/health/live", headers: socket });
    expect(live.status).toBe(200);
    expect((await sendRaw(router.url, { method: "GET", path: "/graphql/socket" })).status).toBe(404);
    expect((await readRefusal(router.url, { path: "/graphql/socket" })).statusCode).toBe(404);
  });
});

describe("a slow client", () => {
  it("is cut off, and delays no other", async () => {
    const [slow, quick] = [await open(router.url), await open(router.url)];
    for (const raw of [slow, quick]) raw.send({ type: "subscribe", id: "1", payload: { query: ITEM } });
    await openUpstreams(1);
    slow.socket.pause();
    const title = "x".repeat(400_000);
    const count = 40;
    for (let id = 0; id < count; id += 1) {
      news.send({ item: { ...item(String(id)).item, title } });
      await waitFor("the event", () => quick.messages.filter(({ type }) => type === "next").length > id);
    }
    slow.socket.resume();
    expect(await slow.find("error", "1")).toMatchObject({
      payload: [{ extensions: { code: "SUBSCRIPTION_BACKPRESSURE" } }],
    });
    expect(slow.messages.length).toBeLessThan(count);
  });
});

describe("a router that is told to stop", () => {
  it("ends operations and sockets, and stops in good order", async () => {
    const [idle, busy] = [await open(slowed.url), await open(slowed.url)];
    busy.send({ type: "subscribe", id: "1", payload: { query: ITEM } });
    await openUpstreams(1);
    const stopped = slowed.stop();
    expect(await busy.find("error", "1")).toMatchObject({
      payload: [{ extensions: { code: "SUBSCRIPTION_SERVER_STOPPING" } }],
    });
    expect(await Promise.all([idle.closed, busy.closed])).toEqual([1001, 1001]);
    expect(await stopped).toBe(0);
  });
});
