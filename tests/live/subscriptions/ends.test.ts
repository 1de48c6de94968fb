import { describe, expect, it } from "@jest/globals";
import type { UpstreamEnd } from "../../../router/transport/streams/upstream.ts";
import { SubgraphFailure } from "../../../router/transport/subgraph-failure.ts";
import { waitFor } from "../../support/wait-for.ts";
import { createLiveGraph, READER, tokenOf } from "./live-graph.ts";

const SDLS = {
  news: `
    type Query { latest: Int }
    type Subscription { count: Int  item(id: ID!): Item  must: Item! }
    type Item @key(fields: "id") { id: ID! title: String }`,
  authors: `
    type Query { writers: Int }
    type Item @key(fields: "id") { id: ID! author: String }`,
};
const COUNT = "subscription Count { count }";

describe("a subscription ends", () => {
  it("with UNAUTHENTICATED when its token does", async () => {
    const graph = createLiveGraph(SDLS);
    const brief = await graph.subscribe(COUNT, { caller: READER, token: tokenOf("a", 0.05) });
    const long = await graph.subscribe(COUNT, { caller: READER, token: tokenOf("b", 60) });
    await waitFor("the end", () => brief.ended !== undefined);
    expect(brief.ended).toBe("UNAUTHENTICATED");
    expect(long.ended).toBeUndefined();
    expect(graph.upstreams.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    long.stop();
  });

  it("later with a later token, with which subgraphs are asked from then on", async () => {
    const tokens: unknown[] = [];
    const graph = createLiveGraph(SDLS, {
      answer(_subgraph, _body, { accessToken }) {
        tokens.push(accessToken);
        return Promise.resolve({ data: { _entities: [{ author: "Ann" }] }, isClean: true });
      },
    });
    const [first, later] = [tokenOf("a", 0.5), tokenOf("a", 60)];
    const reader = { caller: READER, token: first };
    const query = "subscription { item(id: 1) { author } }";
    const [renewed, other] = await Promise.all([graph.subscribe(query, reader), graph.subscribe(query, reader)]);
    const [upstream] = graph.upstreams;
    const event = { data: { item: { __typename: "Item", id: "1" } } };
    upstream?.open();
    upstream?.send(event);
    await waitFor("the first result", () => renewed.results.length === 1);
    renewed.renewToken(later);
    await waitFor("the end of the other", () => other.ended !== undefined);
    expect(other.ended).toBe("UNAUTHENTICATED");
    upstream?.send(event);
    await waitFor("the second result", () => renewed.results.length === 2);
    expect(tokens).toEqual([first, later]);
    expect(renewed.ended).toBeUndefined();
    renewed.renewToken(tokenOf("a", -1));
    await waitFor("the end", () => renewed.ended === "UNAUTHENTICATED");
  });

  it("with SUBSCRIPTION_EXPIRED when it was open for long enough", async () => {
    const graph = createLiveGraph(SDLS, { limits: { maximumMs: 50 } });
    const client = await graph.subscribe(COUNT);
    const openedAt = performance.now();
    await waitFor("the end", () => client.ended !== undefined);
    expect(client.ended).toBe("SUBSCRIPTION_EXPIRED");
    expect(performance.now() - openedAt).toBeGreaterThan(40);
    expect(graph.upstreams[0]?.isClosed).toBe(true);
  });

  it.each<[what: string, isOpen: boolean, end: UpstreamEnd, code: string]>([
    [
      "its events may be missing",
      true,
      { kind: "failed", failure: "events may be missing" },
      "SUBSCRIPTION_INTERRUPTED",
    ],
    [
      "the subgraph does not come back",
      true,
      { kind: "failed", failure: new SubgraphFailure("unreachable", "news", new Error("ECONNREFUSED")) },
      "SUBSCRIPTION_INTERRUPTED",
    ],
    [
      "the subgraph cannot be reached at first",
      false,
      { kind: "failed", failure: new SubgraphFailure("unreachable", "news", new Error("ECONNREFUSED")) },
      "SUBGRAPH_UNAVAILABLE",
    ],
    [
      "the subgraph refuses it",
      false,
      {
        kind: "refused",
        answer: { errors: [{ message: "no", extensions: { code: "BAD_USER_INPUT", stack: "secret" } }], isClean: true },
      },
      "BAD_USER_INPUT",
    ],
    [
      "the subgraph refuses it with a code of its own",
      false,
      { kind: "refused", answer: { errors: [{ message: "secret", extensions: { code: "OWN" } }], isClean: true } },
      "INTERNAL_SERVER_ERROR",
    ],
    ["a hook fails", false, { kind: "failed", failure: new Error("secret") }, "INTERNAL_SERVER_ERROR"],
    ["a hook fails later", true, { kind: "failed", failure: new Error("secret") }, "SUBSCRIPTION_INTERRUPTED"],
    [
      "a hook refuses",
      false,
      { kind: "failed", failure: Object.assign(new Error("no"), { extensions: { code: "FORBIDDEN" } }) },
      "FORBIDDEN",
    ],
  ])("when %s", async (_what, isOpen, end, code) => {
    const graph = createLiveGraph(SDLS);
    const client = await graph.subscribe(COUNT);
    if (isOpen) graph.upstreams[0]?.open();
    graph.upstreams[0]?.end(end);
    await waitFor("the end", () => client.ended !== undefined);
    expect(client.ended).toBe(code);
    expect(JSON.stringify(client.errors)).not.toMatch(/secret|ECONNREFUSED/);
    expect(graph.counts.open()).toBe(0);
  });

  it("with the time to wait that a busy subgraph asks for", async () => {
    const graph = createLiveGraph(SDLS);
    const client = await graph.subscribe(COUNT);
    graph.upstreams[0]?.end({ kind: "failed", failure: new SubgraphFailure("busy", "news", new Error("503"), 7) });
    await waitFor("the end", () => client.ended !== undefined);
    expect(client.errors[0]?.extensions).toMatchObject({ serviceName: "news", retryAfter: 7 });
  });

  it("for all over the time of the drain, evenly, and refuses others", async () => {
    const graph = createLiveGraph(SDLS, { drainMs: 400 });
    const ids = Array.from({ length: 40 }, (_item, id) => String(id));
    const item = "subscription ($id: ID!) { item(id: $id) { title } }";
    const clients = await Promise.all(ids.map((id) => graph.subscribe(item, { variables: { id } })));
    const startLate = await graph.prepare(COUNT);
    const drained = graph.subscriptions.drain();
    const atFirst = clients.filter(({ ended }) => ended !== undefined).length;
    expect(atFirst).toBeGreaterThan(0);
    expect(atFirst).toBeLessThanOrEqual(10);
    await expect(graph.subscribe(COUNT)).rejects.toMatchObject({
      extensions: { code: "SUBSCRIPTION_SERVER_STOPPING", http: { status: 503 } },
    });
    expect(startLate().ended).toBe("SUBSCRIPTION_SERVER_STOPPING");
    await drained;
    expect(clients.every(({ ended }) => ended === "SUBSCRIPTION_SERVER_STOPPING")).toBe(true);
    expect(graph.upstreams.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it("at once for those that are left when the process stops", async () => {
    const graph = createLiveGraph(SDLS, { drainMs: 60_000 });
    const clients = await Promise.all([graph.subscribe(COUNT), graph.subscribe("subscription { count }")]);
    graph.subscriptions.close();
    expect(clients.map(({ ended }) => ended)).toEqual(["SUBSCRIPTION_SERVER_STOPPING", "SUBSCRIPTION_SERVER_STOPPING"]);
  });

  it("with a line in the log that says how it went", async () => {
    const graph = createLiveGraph(SDLS);
    const client = await graph.subscribe(COUNT, { caller: READER, token: tokenOf() });
    graph.upstreams[0]?.open();
    graph.upstreams[0]?.send({ data: { count: 12 } });
    await waitFor("the result", () => client.results.length === 1);
    client.stop("slow");
    client.stop("left");
    const who = { operationName: "Count", callerId: "reader" };
    expect(graph.lines.filter(({ message }) => message.startsWith("a subscription"))).toEqual([
      { message: "a subscription began", ...who },
      {
        message: "a subscription ended",
        ...who,
        reason: "client too slow",
        events: 1,
        bytes: '{"data":{"count":12}}'.length,
        seconds: expect.any(Number),
      },
    ]);
    expect([...graph.counts.ended]).toEqual([["client too slow", 1]]);
    expect(graph.counts.results).toBe(1);
  });
});

describe("the limit of subscriptions", () => {
  it("of the process is told with HTTP 503, and is free again when one ends", async () => {
    const graph = createLiveGraph(SDLS, { limits: { maximum: 2 } });
    const first = await graph.subscribe(COUNT);
    const late = await graph.prepare(COUNT);
    await graph.subscribe(COUNT, { address: "198.51.100.7" });
    await expect(graph.subscribe(COUNT)).rejects.toMatchObject({
      extensions: { code: "SERVICE_UNAVAILABLE", retryAfter: 5, http: { status: 503 } },
    });
    // It was let in when there was room.
    const refused = late();
    expect(refused.ended).toBe("SERVICE_UNAVAILABLE");
    expect(refused.errors).toEqual([{ message: expect.any(String), extensions: { code: "SERVICE_UNAVAILABLE" } }]);
    first.stop();
    await graph.subscribe(COUNT);
    expect(graph.counts.open()).toBe(2);
  });

  it("of a caller, or of the anonymous ones of a network, is told with HTTP 429", async () => {
    const graph = createLiveGraph(SDLS, { limits: { maximumPerCaller: 1 } });
    const reader = { caller: READER, token: tokenOf() };
    const first = await graph.subscribe(COUNT, reader);
    await graph.subscribe(COUNT);
    await graph.subscribe(COUNT, { address: "198.51.100.7" });
    for (const asked of [reader, {}, { ...reader, address: "198.51.100.7", token: tokenOf("other") }]) {
      await expect(graph.subscribe(COUNT, asked)).rejects.toMatchObject({
        extensions: { code: "RATE_LIMITED", http: { status: 429 } },
        message: expect.stringContaining("MAX_SUBSCRIPTIONS_PER_CALLER"),
      });
    }
    first.stop();
    await graph.subscribe(COUNT, reader);
  });
});

describe("an event", () => {
  it("that takes too long loses the fields that it waits for, and delays only its own stream", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const remaining: number[] = [];
    const graph = createLiveGraph(SDLS, {
      operationTimeoutMs: 50,
      async answer(_subgraph, _body, { deadline }) {
        remaining.push(deadline.remainingMs());
        await held;
        await waitFor("the deadline", () => deadline.remainingMs() <= 0);
        throw new SubgraphFailure("out of time", "authors", new Error("late"));
      },
    });
    const slow = await graph.subscribe("subscription { item(id: 1) { title author } }");
    const fast = await graph.subscribe(COUNT);
    for (const upstream of graph.upstreams) upstream.open();
    graph.upstreams[0]?.send({ data: { item: { __typename: "Item", id: "1", title: "one" } } });
    graph.upstreams[1]?.send({ data: { count: 1 } });
    await waitFor("the fast one", () => fast.results.length === 1);
    expect(slow.results).toEqual([]);
    release();
    await waitFor("the slow one", () => slow.results.length === 1);
    expect(slow.results[0]).toMatchObject({
      data: { item: { title: "one", author: null } },
      errors: [{ path: ["item", "author"], extensions: { code: "SUBGRAPH_TIMEOUT", serviceName: "authors" } }],
    });
    expect(slow.ended).toBeUndefined();
    expect(remaining).toEqual([expect.any(Number)]);
    expect(remaining[0]).toBeLessThanOrEqual(50);
  });

  it.each<[what: string, answer: object]>([
    ["nothing", {}],
    ["no object", { data: 7 }],
    ["errors with secrets", { data: { must: null }, errors: [{ message: "secret", path: ["must"] }] }],
    ["deep nesting", { data: { must: { title: nest(20_000) } } }],
  ])("of %s has errors in its own result, and the stream goes on", async (_what, answer) => {
    const graph = createLiveGraph(SDLS);
    const client = await graph.subscribe("subscription { must { title } }");
    graph.upstreams[0]?.open();
    graph.upstreams[0]?.send(answer);
    graph.upstreams[0]?.send({ data: { must: { title: "good" } } });
    await waitFor("both", () => client.results.length === 2);
    expect(client.results[0]?.errors).toHaveLength(1);
    expect(JSON.stringify(client.results[0])).not.toContain("secret");
    expect(client.results[1]).toEqual({ data: { must: { title: "good" } } });
  });
});

function nest(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
