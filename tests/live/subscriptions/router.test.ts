import { renameSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { hashDocument } from "../../security/persisted-query.ts";
import { createRsaSigner } from "../../support/access-tokens.ts";
import { startKeyPublisher } from "../../support/key-publisher.ts";
import { readMetrics } from "../../support/metrics.ts";
import { startProcess } from "../../support/process.ts";
import { readRequestLog } from "../../support/request-log.ts";
import { composeForTest, writeFileIn, writeSupergraph } from "../../support/supergraph-file.ts";
import { waitFor } from "../../support/wait-for.ts";
import { type SubscribeOptions, startLiveSubgraph, subscribe as subscribeAt } from "./event-streams.ts";

const NEWS = `
  type Query { latest: Int }
  type Subscription {
    item(topic: String): Item
    private: Item @authenticated
    items: [Item!] @listSize(assumedSize: 5000)
  }
  type Item @key(fields: "id") { id: ID! title: String  draft: String @authenticated }`;
const AUTHORS = `
  type Query { writers: Int }
  type Item @key(fields: "id") { id: ID! author: String }`;
const ITEM = "subscription Item($topic: String) { item(topic: $topic) { title author } }";

const news = await startLiveSubgraph(() => ({ data: { latest: 1 } }));
const authors = await startLiveSubgraph(({ body: { variables: { representations = [] } = {} } }) => ({
  data: {
    __typename: "Query",
    _entities: (representations as { id: string }[]).map(({ id }) => ({ author: `author of ${id}` })),
  },
}));
const subgraphs = [
  { name: "news", url: news.url, sdl: NEWS },
  { name: "authors", url: authors.url, sdl: AUTHORS },
];
const signer = createRsaSigner();
const keys = await startKeyPublisher([signer.jwk]);
const path = writeSupergraph(subgraphs);
const variables = { SUPERGRAPH_PATH: path, JWKS_URL: keys.url, DRAIN_MS: "600" };
const trusted = "subscription Trusted { item { title } }";
const manifest = {
  format: "apollo-persisted-query-manifest",
  version: 1,
  operations: [{ id: hashDocument(trusted), name: "Trusted", type: "subscription", body: trusted }],
};
const [router, limited] = await Promise.all([
  startProcess("router/main", variables),
  startProcess("router/main", {
    ...variables,
    MAX_SUBSCRIPTIONS: "3",
    MAX_SUBSCRIPTIONS_PER_CALLER: "2",
    TRUSTED_DOCUMENTS: "only",
    TRUSTED_DOCUMENTS_PATH: writeFileIn("manifest.json", JSON.stringify(manifest)),
  }),
]);

const streams: Awaited<ReturnType<typeof subscribeAt>>[] = [];
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await waitFor("the end of all streams", () => news.listOpen().length === 0);
});

/** Subscribes, and closes the stream after the test. */
async function subscribe(query: string, options: SubscribeOptions = {}, { url } = router) {
  const stream = await subscribeAt(url, query, options);
  streams.push(stream);
  return stream;
}

const item = (id: string) => ({ item: { __typename: "Item", id, title: `title ${id}` } });
const received = (id: string) => ({ data: { item: { title: `title ${id}`, author: `author of ${id}` } } });
const openUpstreams = (count: number) => waitFor(`${count} streams`, () => news.listOpen().length === count);

describe("a subscription through the router", () => {
  it("brings each event with what other subgraphs have for it", async () => {
    const stream = await subscribe(ITEM, { variables: { topic: "a" } });
    await openUpstreams(1);
    expect(news.listOpen()[0]?.body.variables).toEqual({ topic: "a" });
    news.send(item("1"));
    news.send(item("2"));
    expect(await stream.take(2)).toEqual([received("1"), received("2")]);
    expect(stream.status).toBe(200);
  });

  it("tells the plan of each event to a client that asks for it", async () => {
    const stream = await subscribe(ITEM, { headers: { "apollo-query-plan": "1" } });
    await openUpstreams(1);
    news.send(item("1"));
    const [result] = await stream.take(1);
    expect(result).toMatchObject({
      ...received("1"),
      extensions: {
        queryPlan: {
          node: {
            kind: "Sequence",
            nodes: [
              { kind: "Fetch", serviceName: "news", operationKind: "subscription", errorCode: null },
              { kind: "Fetch", serviceName: "authors", operationKind: "query", representations: 1 },
            ],
          },
        },
      },
    });
  });

  it("asks its subgraph in the name of the caller", async () => {
    const token = signer.sign();
    await subscribe("subscription { private { title } }", { token });
    await openUpstreams(1);
    const [{ headers } = { headers: {} }] = news.listOpen();
    expect(headers).toMatchObject({ authorization: `Bearer ${token}`, accept: "text/event-stream" });
    expect(Object.keys(headers).join()).toContain("signature");
  });

  it("is closed at its subgraph when the client leaves, event or none", async () => {
    for (const events of [0, 1]) {
      const stream = await subscribe(ITEM);
      await openUpstreams(1);
      if (events > 0) {
        news.send(item("1"));
        await stream.take(1);
      }
      stream.close();
      await openUpstreams(0);
    }
  });

  it("goes on without a gap when its subgraph is lost, if events have positions", async () => {
    const stream = await subscribe(ITEM);
    await openUpstreams(1);
    news.send(item("1"), "position-1");
    await stream.take(1);
    news.breakStreams();
    await waitFor("another stream", () => news.listOpen()[0]?.headers["last-event-id"] === "position-1");
    news.send(item("2"), "position-2");
    expect(await stream.take(2)).toEqual([received("1"), received("2")]);
  });

  it("ends with an error that says so, if events may be missing", async () => {
    const stream = await subscribe(ITEM);
    await openUpstreams(1);
    news.send(item("1"));
    await stream.take(1);
    news.breakStreams();
    await stream.awaitEnd();
    expect(stream.findCode()).toBe("SUBSCRIPTION_INTERRUPTED");
  });

  it("loses the fields of a subgraph that is down, event by event", async () => {
    const stream = await subscribe(ITEM);
    await openUpstreams(1);
    await authors.refuseConnections();
    news.send(item("1"));
    const [lost] = await stream.take(1);
    expect(lost).toMatchObject({
      data: { item: { title: "title 1", author: null } },
      errors: [{ path: ["item", "author"], extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "authors" } }],
    });
    await authors.acceptConnections();
    await waitFor("the subgraph's return", async () => {
      news.send(item("2"));
      const { results } = stream;
      return results.at(-1)?.errors === undefined && results.length > 1;
    });
    expect(stream.results.at(-1)).toEqual(received("2"));
  });
});

describe("before a subscription begins, the router", () => {
  it.each<[what: string, query: string, options: SubscribeOptions, code: string]>([
    ["a token that is not valid", ITEM, { token: "no.token.atall" }, "UNAUTHENTICATED"],
    ["a caller who may have none of it", "subscription { private { title } }", {}, "UNAUTHENTICATED"],
    ["an operation that is not valid", "subscription { nothing }", {}, "GRAPHQL_VALIDATION_FAILED"],
    ["two root fields", "subscription { item { id } private { id } }", {}, "GRAPHQL_VALIDATION_FAILED"],
    ["no field", "subscription { __typename }", {}, "GRAPHQL_VALIDATION_FAILED"],
    [
      "a condition at the root",
      "subscription ($s: Boolean!) { item @include(if: $s) { id } }",
      { variables: { s: true } },
      "GRAPHQL_VALIDATION_FAILED",
    ],
    ["a root field that is left out", "subscription { item @skip(if: true) { id } }", {}, "OPERATION_NOT_SUPPORTED"],
    ["wrong variables", ITEM, { variables: { topic: {} } }, "BAD_USER_INPUT"],
    ["a subscription that costs too much", "subscription { items { id title } }", {}, "COST_LIMIT_EXCEEDED"],
  ])("refuses %s", async (_what, query, options, code) => {
    const before = news.requests.length;
    const stream = await subscribe(query, options);
    await stream.awaitEnd();
    expect(stream.results).toHaveLength(1);
    expect(stream.findCode()).toBe(code);
    expect(stream.results[0]).not.toHaveProperty("data");
    expect(news.requests).toHaveLength(before);
  });

  it.each(["application/json", "*/*"])("refuses a client that takes %s", async (accept) => {
    const headers = { "content-type": "application/json", accept };
    const body = JSON.stringify({ query: ITEM });
    const response = await fetch(`${router.url}/graphql`, { method: "POST", headers, body });
    expect(response.status).toBe(406);
    const [{ message }] = ((await response.json()) as { errors: [{ message: string }] }).errors;
    for (const form of ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0", "graphql-transport-ws"]) {
      expect(message).toContain(form);
    }
  });

  it("refuses documents that are not trusted, and lets in those that are", async () => {
    const refused = await subscribe(ITEM, {}, limited);
    await refused.awaitEnd();
    expect(refused.findCode()).toBe("QUERY_NOT_IN_SAFELIST");
    const stream = await subscribe(trusted, {}, limited);
    await openUpstreams(1);
    news.send(item("1"));
    expect(await stream.take(1)).toEqual([{ data: { item: { title: "title 1" } } }]);
  });

  it("counts those that are open, for each caller and in all", async () => {
    const [one, other, third] = ["a", "b", "c"].map((sub) => signer.sign({ claims: { sub } }));
    await subscribe(trusted, { token: one }, limited);
    const second = await subscribe(trusted, { token: one }, limited);
    const perCaller = await subscribe(trusted, { token: one }, limited);
    expect(perCaller.status).toBe(429);
    await subscribe(trusted, { token: other }, limited);
    const inAll = await subscribe(trusted, { token: third }, limited);
    expect(inAll.status).toBe(503);
    second.close();
    await waitFor("room", async () => (await readMetrics(limited)).find("subscriptions_open") === 2);
    expect((await subscribe(trusted, { token: third }, limited)).status).toBe(200);
  });
});

describe("while a subscription is open, the router", () => {
  it("gives no field that the caller may not have, in any event", async () => {
    const stream = await subscribe("subscription { item { title draft } }");
    await openUpstreams(1);
    expect(news.listOpen()[0]?.body.query).not.toContain("draft");
    for (const id of ["1", "2"]) news.send({ item: { __typename: "Item", id, title: id, draft: "secret" } });
    for (const result of await stream.take(2)) {
      expect(result).toMatchObject({
        data: { item: { draft: null } },
        errors: [{ path: ["item", "draft"], extensions: { code: "UNAUTHENTICATED" } }],
      });
    }
  });

  it("ends it when the token ends", async () => {
    const exp = Math.floor(Date.now() / 1000) + 2;
    const stream = await subscribe("subscription { private { title } }", { token: signer.sign({ claims: { exp } }) });
    await openUpstreams(1);
    news.send({ private: { title: "in time" } });
    await stream.take(1);
    await stream.awaitEnd();
    expect(stream.findCode()).toBe("UNAUTHENTICATED");
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    await openUpstreams(0);
  });

  it("shares one stream of events among equal ones, and tells of it", async () => {
    const equal = await Promise.all([1, 2, 3].map(() => subscribe(ITEM)));
    await subscribe(ITEM, { token: signer.sign() });
    await openUpstreams(2);
    const before = (await readMetrics(router)).find("subscription_results_total") ?? 0;
    news.send(item("1"));
    for (const stream of equal) expect(await stream.take(1)).toEqual([received("1")]);
    const metrics = await readMetrics(router);
    expect(metrics.find("subscriptions_open")).toBe(4);
    expect(metrics.find("subscription_upstreams_open")).toBe(2);
    expect((metrics.find("subscription_results_total") ?? 0) - before).toBe(4);
    const [first] = equal;
    first?.close();
    const lines = await waitFor("its lines", async () => {
      const found = await readRequestLog(router, first?.requestId ?? null);
      return found.some(({ msg }) => msg === "a subscription ended") ? found : null;
    });
    expect(lines).toContainEqual(expect.objectContaining({ msg: "a subscription began", operationName: "Item" }));
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: "a subscription ended", reason: "client left", events: 1 }),
    );
  });
});

describe("a client that does not read", () => {
  it("is cut off with its reason, and delays no other", async () => {
    const query = "subscription { item { title } }";
    const { port } = new URL(router.url);
    const body = JSON.stringify({ query });
    const socket = connect(Number(port), "127.0.0.1").pause();
    socket.on("error", () => undefined);
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: text/event-stream\r\n` +
        `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await openUpstreams(1);
    const reading = await subscribe(query);
    const title = "x".repeat(100_000);
    const isCutOff = async () =>
      (await readMetrics(router)).find("subscriptions_ended_total", { reason: "client too slow" }) === 1;
    let sent = 0;
    await waitFor("the end of the one that does not read", async () => {
      for (let event = 0; event < 10; event += 1) news.send({ item: { __typename: "Item", id: "1", title } });
      sent += 10;
      await reading.take(sent);
      return isCutOff();
    });
    expect(reading.results).toHaveLength(sent);
    expect(reading.results.at(-1)).toEqual({ data: { item: { title } } });
    socket.destroy();
  });

  it("is not one that reads, however many events come at once", async () => {
    const stream = await subscribe("subscription { item { title } }");
    await openUpstreams(1);
    const ids = Array.from({ length: 2_000 }, (_id, index) => String(index));
    for (const id of ids) news.send(item(id));
    const results = await stream.take(ids.length);
    expect(results).toEqual(ids.map((id) => ({ data: { item: { title: `title ${id}` } } })));
  });
});

describe("another supergraph", () => {
  it("breaks no subscription that is valid in it, loses no event, and ends the others", async () => {
    const stream = await subscribe(ITEM);
    const doomed = await subscribe("subscription { private { title } }", { token: signer.sign() });
    await openUpstreams(2);
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      const id = String(sent);
      news.send({ ...item(id), private: null }, id);
    }, 5);
    const serve = (sdl: string) => {
      writeFileSync(`${path}.new`, composeForTest([{ name: "news", url: news.url, sdl }, ...subgraphs.slice(1)]));
      renameSync(`${path}.new`, path);
    };
    serve(NEWS.replace("private: Item @authenticated", "").replace("draft:", "more: Int draft:"));
    await doomed.awaitEnd();
    expect(doomed.findCode()).toBe("SUBSCRIPTION_SCHEMA_RELOAD");
    serve(NEWS);
    await waitFor("the supergraph before", async () => {
      const health = (await (await fetch(`${router.url}/health/ready`)).json()) as { supergraph: { replaced: number } };
      return health.supergraph.replaced === 2;
    });
    clearInterval(timer);
    const results = await stream.take(sent);
    expect(results).toEqual(Array.from({ length: sent }, (_result, index) => received(String(index + 1))));
  });
});

describe("a router that is told to stop", () => {
  it("ends its subscriptions over the drain, and stops in good order", async () => {
    const stopping = await startProcess("router/main", variables);
    const open = await Promise.all(
      Array.from({ length: 12 }, (_stream, topic) =>
        subscribeAt(stopping.url, ITEM, { variables: { topic: String(topic) } }),
      ),
    );
    await openUpstreams(12);
    const code = await stopping.stop();
    expect(code).toBe(0);
    await Promise.all(open.map((stream) => stream.awaitEnd()));
    expect(open.map((stream) => stream.findCode())).toEqual(open.map(() => "SUBSCRIPTION_SERVER_STOPPING"));
    expect(stopping.output()).not.toContain("cut off");
    await openUpstreams(0);
  });
});
