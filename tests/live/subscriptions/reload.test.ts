import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import { waitFor } from "../../support/wait-for.ts";
import { createLiveGraph, READER } from "./live-graph.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const NEWS = `
  type Query { latest: Int }
  type Subscription { item: Item  count: Int }
  type Item @key(fields: "id") { id: ID! title: String  secret: String @authenticated }`;
const AUTHORS = `
  type Query { writers: Int }
  type Item @key(fields: "id") { id: ID! author: String }`;
const ITEM = "subscription { item { title author } }";

function answerAuthors(subgraph: string, body: string) {
  const { representations } = JSON.parse(body).variables;
  const entities = representations.map(({ id }: { id: string }) => ({ author: `author of ${id}, ${subgraph}` }));
  return Promise.resolve({ data: { _entities: entities }, isClean: true });
}

const item = (id: string, more: object = {}) => ({ data: { item: { __typename: "Item", id, title: id, ...more } } });
const received = (id: string, from = "authors") => ({
  data: { item: { title: id, author: `author of ${id}, ${from}` } },
});

describe("another supergraph", () => {
  it("keeps the streams of events that ask the same, and executes their events by its own plans", async () => {
    const graph = createLiveGraph({ news: NEWS, authors: AUTHORS }, { answer: answerAuthors });
    const client = await graph.subscribe(ITEM);
    const [upstream] = graph.upstreams;
    upstream?.open();
    upstream?.send(item("1"));
    // The author comes from another subgraph now.
    await graph.reload({ news: NEWS, people: AUTHORS });
    upstream?.send(item("2"));
    await waitFor("both", () => client.results.length === 2);
    expect(client.results).toEqual([received("1"), received("2", "people")]);
    expect(graph.upstreams).toHaveLength(1);
    await graph.subscribe(ITEM);
    expect(graph.upstreams).toHaveLength(1);
  });

  it("resumes a stream that asks for something else after its last event", async () => {
    const graph = createLiveGraph({ news: NEWS, authors: AUTHORS }, { answer: answerAuthors });
    const client = await graph.subscribe(ITEM);
    const [before] = graph.upstreams;
    before?.open();
    before?.send(item("1"), "cursor-1");
    await graph.reload({ news: `${NEWS} extend type Item { author: String }` });
    const [, after] = graph.upstreams;
    expect(before?.isClosed).toBe(true);
    expect(after?.cursor).toBe("cursor-1");
    expect(after?.query).toContain("author");
    after?.open(true);
    after?.send(item("2", { author: "own" }));
    await waitFor("both", () => client.results.length === 2);
    expect(client.results).toEqual([received("1"), { data: { item: { title: "2", author: "own" } } }]);
    expect(client.ended).toBeUndefined();
  });

  it("opens the new stream before it closes the old one, where events have no position", async () => {
    const graph = createLiveGraph({ news: NEWS, authors: AUTHORS }, { answer: answerAuthors });
    const client = await graph.subscribe(ITEM);
    const [before] = graph.upstreams;
    before?.open();
    await graph.reload({ news: `${NEWS} extend type Item { author: String }` });
    const [, after] = graph.upstreams;
    expect(before?.isClosed).toBe(false);
    before?.send(item("1"));
    after?.open();
    expect(before?.isClosed).toBe(true);
    after?.send(item("2", { author: "own" }));
    await waitFor("both", () => client.results.length === 2);
    expect(client.results).toEqual([received("1"), { data: { item: { title: "2", author: "own" } } }]);
    client.stop();
    expect(after?.isClosed).toBe(true);
  });

  it("closes both streams when the client leaves in between", async () => {
    const graph = createLiveGraph({ news: NEWS, authors: AUTHORS });
    const client = await graph.subscribe(ITEM);
    await graph.reload({ news: `${NEWS} extend type Item { author: String }` });
    expect(graph.upstreams).toHaveLength(2);
    client.stop();
    expect(graph.upstreams.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it("asks a subgraph at its new address", async () => {
    const graph = createLiveGraph({ news: NEWS });
    const client = await graph.subscribe("subscription { count }");
    graph.upstreams[0]?.open();
    await graph.reload({ news: NEWS }, "http://elsewhere.test");
    expect(graph.upstreams).toHaveLength(2);
    graph.upstreams[1]?.open();
    graph.upstreams[1]?.send({ data: { count: 1 } });
    await waitFor("the result", () => client.results.length === 1);
  });

  it.each<[what: string, news: string]>([
    ["has no such field", "type Query { latest: Int } type Subscription { item: Int }"],
    ["lets the caller have none of it", NEWS.replace("count: Int", "count: Int @authenticated")],
    ["has no subscriptions", "type Query { latest: Int }"],
    ["asks too high a cost", NEWS.replace("count: Int", "count: Int @cost(weight: 101)")],
  ])("ends what is not valid any more with SUBSCRIPTION_SCHEMA_RELOAD: it %s", async (_what, news) => {
    const graph = createLiveGraph({ news: NEWS });
    const client = await graph.subscribe("subscription { count }");
    graph.upstreams[0]?.open();
    await graph.reload({ news });
    expect(client.ended).toBe("SUBSCRIPTION_SCHEMA_RELOAD");
    expect(graph.upstreams[0]?.isClosed).toBe(true);
  });

  it("refuses single fields from now on", async () => {
    const graph = createLiveGraph({ news: NEWS });
    const client = await graph.subscribe("subscription { item { id title } }");
    graph.upstreams[0]?.open();
    await graph.reload({ news: NEWS.replace("title: String", "title: String @authenticated") });
    graph.upstreams.at(-1)?.open();
    graph.upstreams.at(-1)?.send({ data: { item: { id: "1" } } });
    await waitFor("the result", () => client.results.length === 1);
    expect(client.results[0]).toEqual({
      data: { item: { id: "1", title: null } },
      errors: [
        {
          message: expect.any(String),
          locations: expect.anything(),
          path: ["item", "title"],
          extensions: { code: "UNAUTHENTICATED" },
        },
      ],
    });
  });

  it("takes over a subscription that was planned for the one before, but starts after", async () => {
    const graph = createLiveGraph({ news: NEWS, authors: AUTHORS }, { answer: answerAuthors });
    const start = await graph.prepare(ITEM, { caller: READER });
    const startInvalid = await graph.prepare("subscription { count }");
    await graph.reload({ news: NEWS.replace("count: Int", ""), people: AUTHORS });
    const client = start();
    const invalid = startInvalid();
    await waitFor("the end", () => invalid.ended === "SUBSCRIPTION_SCHEMA_RELOAD");
    graph.upstreams[0]?.open();
    graph.upstreams[0]?.send(item("1"));
    await waitFor("the result", () => client.results.length === 1);
    expect(client.results).toEqual([received("1", "people")]);
  });

  it("is not kept in memory by streams that go on with another one", async () => {
    const graph = createLiveGraph({ news: NEWS, authors: AUTHORS }, { answer: answerAuthors });
    const client = await graph.subscribe(ITEM);
    graph.upstreams[0]?.open();
    const old = graph.refer();
    await graph.reload({ news: NEWS, people: AUTHORS });
    graph.upstreams[0]?.send(item("1"));
    await waitFor("the result", () => client.results.length === 1);
    await waitFor("the garbage collection", () => {
      collectGarbage();
      return old.deref() === undefined;
    });
    expect(client.ended).toBeUndefined();
  });
});
