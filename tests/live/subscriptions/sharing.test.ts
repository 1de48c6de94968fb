import { describe, expect, it } from "@jest/globals";
import { waitFor } from "../../support/wait-for.ts";
import { type Asked, createLiveGraph, type FakeUpstream, READER, tokenOf } from "./live-graph.ts";

const SDLS = {
  news: `
    type Query { latest: Int }
    type Subscription { item(topic: String, after: String): Item  count: Int }
    type Item @key(fields: "id") { id: ID! title: String }`,
  authors: `
    type Query { writers: Int }
    type Item @key(fields: "id") { id: ID! author: String }`,
};
const ITEM = "subscription Items($topic: String) { item(topic: $topic) { title author } }";

/** Subgraph `authors`, which tells each item's id as its author. */
async function answerAuthors(_subgraph: string, body: string) {
  const { representations } = JSON.parse(body).variables;
  const entities = representations.map(({ id }: { id: string }) => ({ __typename: "Item", author: `author of ${id}` }));
  return { data: { _entities: entities }, isClean: true };
}

const item = (id: number) => ({ data: { item: { __typename: "Item", id: String(id), title: `title ${id}` } } });
const received = (id: number) => ({ data: { item: { title: `title ${id}`, author: `author of ${id}` } } });

function only(upstreams: readonly FakeUpstream[]): FakeUpstream {
  const [upstream] = upstreams;
  if (upstreams.length !== 1 || upstream === undefined) throw new Error(`${upstreams.length} upstreams`);
  return upstream;
}

describe("subscriptions that are equal", () => {
  it("share a stream of events, and the fetches for an event", async () => {
    const fetches: string[] = [];
    const graph = createLiveGraph(SDLS, {
      answer(subgraph, body) {
        fetches.push(subgraph);
        return answerAuthors(subgraph, body);
      },
    });
    const reader = { caller: READER, token: tokenOf() };
    const clients = await Promise.all([1, 2, 3].map(() => graph.subscribe(ITEM, reader)));
    const upstream = only(graph.upstreams);
    upstream.open();
    upstream.send(item(1));
    upstream.send(item(2));
    await waitFor("the results", () => clients.every(({ results }) => results.length === 2));
    for (const { results } of clients) expect(results).toEqual([received(1), received(2)]);
    expect(fetches).toEqual(["authors", "authors"]);
    expect(graph.counts.shared()).toBe(1);
  });

  it.each<[what: string, one: Asked, other: Asked]>([
    ["two callers", { caller: READER, token: tokenOf("a") }, { caller: READER, token: tokenOf("b") }],
    ["a caller and an anonymous one", { caller: READER, token: tokenOf() }, {}],
    ["other variables", { variables: { topic: "a" } }, { variables: { topic: "b" } }],
    ["other forwarded headers", { forwardedKey: "a" }, { forwardedKey: "b" }],
    ["one that is explained", {}, { isExplained: true }],
    ["two that are explained", { isExplained: true }, { isExplained: true }],
  ])("are not those of %s", async (_what, one, other) => {
    const graph = createLiveGraph(SDLS);
    await graph.subscribe(ITEM, one);
    await graph.subscribe(ITEM, other);
    expect(graph.upstreams).toHaveLength(2);
  });

  it("are those of anonymous clients of any address", async () => {
    const graph = createLiveGraph(SDLS);
    await graph.subscribe(ITEM, { address: "192.0.2.1" });
    await graph.subscribe(ITEM, { address: "198.51.100.7" });
    only(graph.upstreams);
  });

  it("bring what comes from now on to one that joins later", async () => {
    const graph = createLiveGraph(SDLS, { answer: answerAuthors });
    const first = await graph.subscribe(ITEM);
    const upstream = only(graph.upstreams);
    upstream.open();
    upstream.send(item(1));
    await waitFor("the first result", () => first.results.length === 1);
    const second = await graph.subscribe(ITEM);
    upstream.send(item(2));
    await waitFor("the second result", () => second.results.length === 1);
    expect(first.results).toEqual([received(1), received(2)]);
    expect(second.results).toEqual([received(2)]);
    only(graph.upstreams);
  });

  it("are joined before their first event only, if they bring what was missed", async () => {
    const graph = createLiveGraph(SDLS, { answer: answerAuthors });
    const first = await graph.subscribe(ITEM);
    const upstream = only(graph.upstreams);
    upstream.open(true);
    const second = await graph.subscribe(ITEM);
    only(graph.upstreams);
    upstream.send(item(1));
    const third = await graph.subscribe(ITEM);
    expect(graph.upstreams).toHaveLength(2);
    graph.upstreams[1]?.open(true);
    graph.upstreams[1]?.send(item(1));
    await waitFor("the results", () => [first, second, third].every(({ results }) => results.length === 1));
    const fourth = await graph.subscribe(ITEM);
    expect(graph.upstreams).toHaveLength(3);
    fourth.stop();
    expect(graph.upstreams.map(({ isClosed }) => isClosed)).toEqual([false, false, true]);
  });
});

describe("a stream of events", () => {
  it.each([
    ["before it is open", false, 0],
    ["without an event", true, 0],
    ["with events", true, 3],
  ])("is closed at once when the last subscriber leaves: %s", async (_when, isOpen, events) => {
    const graph = createLiveGraph(SDLS, { answer: answerAuthors });
    const clients = await Promise.all([graph.subscribe(ITEM), graph.subscribe(ITEM)]);
    const upstream = only(graph.upstreams);
    if (isOpen) upstream.open();
    for (let id = 0; id < events; id += 1) upstream.send(item(id));
    clients[0].stop();
    expect(upstream.isClosed).toBe(false);
    clients[1].stop();
    expect(upstream.isClosed).toBe(true);
    expect(graph.counts.shared()).toBe(0);
    expect(graph.counts.open()).toBe(0);
  });

  it("is opened anew for a subscriber that comes after", async () => {
    const graph = createLiveGraph(SDLS);
    (await graph.subscribe(ITEM)).stop();
    await graph.subscribe(ITEM);
    expect(graph.upstreams.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  it("is read no further while many events wait to be executed, and loses none", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const graph = createLiveGraph(SDLS, { answer: (subgraph, body) => held.then(() => answerAuthors(subgraph, body)) });
    const client = await graph.subscribe(ITEM);
    const upstream = only(graph.upstreams);
    upstream.open();
    const ids = Array.from({ length: 60 }, (_item, id) => id);
    for (const id of ids) {
      upstream.send(item(id));
      if (id === 10) expect(upstream.isPaused).toBe(false);
    }
    expect(upstream.isPaused).toBe(true);
    release();
    await waitFor("all results", () => client.results.length === ids.length);
    expect(client.results).toEqual(ids.map(received));
    expect(upstream.isPaused).toBe(false);
  });

  it("ends for all when the subgraph completes it, after the events before", async () => {
    const graph = createLiveGraph(SDLS, { answer: answerAuthors });
    const clients = await Promise.all([graph.subscribe(ITEM), graph.subscribe(ITEM)]);
    const upstream = only(graph.upstreams);
    upstream.open();
    upstream.send(item(1));
    upstream.end({ kind: "complete" });
    await waitFor("the end", () => clients.every(({ ended }) => ended === null));
    for (const { results } of clients) expect(results).toEqual([received(1)]);
    expect(graph.counts.ended.get("completed")).toBe(2);
  });

  it("cancels the fetches of an event when the last subscriber leaves", async () => {
    let isCancelled = false;
    const graph = createLiveGraph(SDLS, {
      answer: (_subgraph, _body, { deadline }) =>
        new Promise((_resolve, reject) => {
          const cancel = () => {
            isCancelled = true;
            reject(new Error("cancelled"));
          };
          deadline.onCancel({ cancel });
        }),
    });
    const client = await graph.subscribe(ITEM);
    const upstream = only(graph.upstreams);
    upstream.open();
    upstream.send(item(1));
    client.stop();
    expect(isCancelled).toBe(true);
    expect(client.results).toEqual([]);
  });
});
