import { beforeEach, describe, expect, it } from "@jest/globals";
import type { EngineResponse } from "../../../packages/engine/engine.ts";
import { createEngineGraph } from "../engine-graph.ts";
import { createProductEngine } from "../product-engine.ts";
import { mergeParts } from "./merged-answer.ts";

// `products` knows names, `reviews` ratings, stars and reviews, `stock` amounts and, from the rating, the urgency.
const graph = createProductEngine();
beforeEach(() => graph.reset());

/** The first part, and what all others bring: the fields by the paths of their objects. */
async function listParts(response: EngineResponse) {
  const { deliveries, pending } = await mergeParts(response);
  const later: Record<string, unknown> = {};
  for (const { id, subPath, data } of deliveries.flatMap(({ incremental }) => incremental)) {
    const path = [...(pending.find((part) => part.id === id)?.path ?? []), ...subPath].join(".");
    later[path] = Object.assign(later[path] ?? {}, JSON.parse(data ?? "null"));
  }
  // The answer itself is merged into.
  return { first: JSON.parse(response.data ?? ""), later };
}

const NAMES = [{ name: "Lamp" }, { name: "Desk" }, { name: "Lamp" }];

interface Case {
  readonly query: string;
  readonly first: object;
  readonly later: object;
}

describe("an answer in parts", () => {
  it.each<[what: string, expected: Case]>([
    [
      "brings later what another subgraph has",
      {
        query: "{ product { name ... @defer { rating } } }",
        first: { product: { name: "Lamp" } },
        later: { product: { rating: 1 } },
      },
    ],
    [
      "does not hold back what is there already",
      {
        query: "{ product { id ... @defer { name rating } } }",
        first: { product: { id: "1", name: "Lamp" } },
        later: { product: { rating: 1 } },
      },
    ],
    [
      "is whole when nothing is left to come later",
      {
        query: "{ product { id ... @defer { name __typename } } }",
        first: { product: { id: "1", name: "Lamp", __typename: "Product" } },
        later: {},
      },
    ],
    [
      "brings a fragment inside a fragment after it",
      {
        query: "{ product { ... @defer { reviews { text ... @defer { about { name } } } } } }",
        first: { product: {} },
        later: {
          product: { reviews: [{ text: "review of 1" }] },
          "product.reviews.0": { about: { name: "Desk" } },
        },
      },
    ],
    [
      "brings a fragment inside one that has nothing left by itself",
      {
        query: "{ product { ... @defer { name ... @defer { rating } } } }",
        first: { product: { name: "Lamp" } },
        later: { product: { rating: 1 } },
      },
    ],
    [
      "has an entry for each item of a list",
      {
        query: "{ products { name ... @defer { rating } } }",
        first: { products: NAMES },
        later: { "products.0": { rating: 1 }, "products.1": { rating: 2 }, "products.2": { rating: 1 } },
      },
    ],
    [
      "has an entry for each item of a list of lists",
      {
        query: "{ shelves { ... @defer { amount } } }",
        first: { shelves: [[{}, {}], [], [{}]] },
        later: { "shelves.0.0": { amount: 10 }, "shelves.0.1": { amount: 20 }, "shelves.2.0": { amount: 10 } },
      },
    ],
    [
      "brings to objects of each type what their fragments ask for",
      {
        query: "{ things { name ... on Tool @defer { rating } ... on Product @defer { amount } } }",
        first: { things: [{ name: "Lamp" }, { name: "Saw" }, { name: "Desk" }] },
        later: { "things.0": { amount: 10 }, "things.1": { rating: 9 }, "things.2": { amount: 20 } },
      },
    ],
    [
      "brings fields into objects that came with the first part",
      {
        query: "{ products { name } ... @defer { products { amount } } }",
        first: { products: NAMES },
        later: { "products.0": { amount: 10 }, "products.1": { amount: 20 }, "products.2": { amount: 10 } },
      },
    ],
    [
      "does not bring again what the first part has",
      {
        query: "{ product { name rating } ... @defer { product { rating name amount } } }",
        first: { product: { name: "Lamp", rating: 1 } },
        later: { product: { amount: 10 } },
      },
    ],
    [
      "brings a field of two fragments once",
      {
        query: "{ product { ... @defer { rating } ... @defer { rating stars } } }",
        first: { product: {} },
        later: { product: { rating: 1, stars: 5 } },
      },
    ],
    [
      "brings a fragment at each place where it is spread",
      {
        query: `{ product { ...Rated } products { similar { ...Rated } } }
          fragment Rated on Product { id ... @defer { rating } }`,
        first: { product: { id: "1" }, products: [{ similar: [] }, { similar: [{ id: "1" }] }, { similar: [] }] },
        later: { product: { rating: 1 }, "products.1.similar.0": { rating: 1 } },
      },
    ],
    [
      "may begin with nothing",
      {
        query: "{ ... @defer { product { name } } }",
        first: {},
        later: { "": { product: { name: "Lamp" } } },
      },
    ],
    [
      "has the client's aliases, also those that are the names of other fields",
      {
        query: "{ a: product { name: id ... @defer { b: rating id: amount } } }",
        first: { a: { name: "1" } },
        later: { a: { b: 1, id: 10 } },
      },
    ],
  ])("%s", async (_what, { query, first, later }) => {
    expect(await listParts(await graph.askInParts(query))).toEqual({ first, later });
    const { data, errors } = await mergeParts(await graph.askInParts(query));
    expect({ data, errors }).toEqual(await graph.ask(query));
  });

  it.each([
    ["the client takes no parts", "{ product { ... @defer { rating } } }", {}, false],
    ["the condition is false", "{ product { ... @defer(if: false) { rating } } }", {}, true],
    ["its variable is false", "query ($a: Boolean!) { product { ... @defer(if: $a) { rating } } }", { a: false }, true],
    [
      "the default of its variable is false",
      "query ($a: Boolean = false) { product { ... @defer(if: $a) { rating } } }",
      {},
      true,
    ],
    [
      "the fragment is skipped",
      "query ($a: Boolean!) { product { rating ... @defer @skip(if: $a) { amount } } }",
      { a: true },
      true,
    ],
  ])("is whole when %s", async (_what, query, variables, takesParts) => {
    const response = takesParts
      ? await graph.askInParts(query, { variables })
      : { data: JSON.stringify((await graph.ask(query, { variables })).data) };
    expect(response).not.toHaveProperty("deferred");
    expect(JSON.parse(response.data ?? "")).toEqual({ product: { rating: 1 } });
  });

  it("is in parts when the variable of the condition is true", async () => {
    const query = 'query ($a: Boolean!) { product { name ... @defer(if: $a, label: "later") { rating } } }';
    const { data, pending } = await graph.askInParts(query, { variables: { a: true } });
    expect({ data, pending }).toEqual({
      data: '{"product":{"name":"Lamp"}}',
      pending: [{ id: "0", path: ["product"], label: "later" }],
    });
  });

  it("asks each subgraph what a whole answer needs, and nothing twice", async () => {
    const fields = "products { name ... @defer { rating ... @defer { urgency reviews { about { amount } } } } }";
    await graph.ask(`{ ${fields} }`);
    const whole = graph.requests.map(({ query, variables }) => ({ query, variables }));
    graph.requests.length = 0;
    await mergeParts(await graph.askInParts(`{ ${fields} }`));
    expect(graph.requests.map(({ query, variables }) => ({ query, variables }))).toEqual(whole);
  });
});

describe("an operation with many deferred fragments", () => {
  it.each([
    [
      "more than come by themselves",
      `{ ${Array.from({ length: 150 }, (_, i) => `... @defer { a${i}: product { rating } }`).join(" ")} }`,
    ],
    [
      "more selections than are put in line",
      `{ product { ...A0 } } ${Array.from({ length: 11 }, (_, i) => `fragment A${i} on Product { ...A${i + 1} ...A${i + 1} }`).join(" ")}
        fragment A11 on Product { name ... @defer { rating } }`,
    ],
  ])("is answered rightly: %s", async (_what, query) => {
    const { data, errors, pending } = await mergeParts(await graph.askInParts(query));
    expect({ data, errors }).toEqual(await graph.ask(query));
    expect(pending.length).toBeLessThanOrEqual(100);
  });

  it("brings a long list of objects", async () => {
    const many = Array.from({ length: 130_000 }, (_item, index) => ({ __typename: "Product", id: String(index % 9) }));
    graph.respondWith("products", () => ({ data: { products: many }, isClean: true }));
    const { data, errors } = await mergeParts(await graph.askInParts("{ products { id ... @defer { amount } } }"));
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).toMatch(/\{"id":"3","amount":30\}\]\}$/);
  });
});

describe("a mutation with a deferred fragment", () => {
  const calls: string[] = [];
  const jobs = createEngineGraph({
    jobs: {
      sdl: `type Query { job: Job } type Mutation { start: Job! stop: Job! } type Job @key(fields: "id") { id: ID! }`,
      resolvers: {
        Mutation: {
          start: () => ({ id: calls.push("start") }),
          stop: () => ({ id: calls.push("stop") }),
        },
      },
    },
    costs: {
      sdl: `type Job @key(fields: "id") { id: ID! cost: Int }`,
      resolvers: { Job: { cost: ({ id }) => 10 * Number(id) } },
    },
  });

  it("is executed in order, and what is deferred comes later", async () => {
    const query = "mutation { start { id ... @defer { cost } } stop { id ... @defer { cost } } }";
    const { first, later } = await listParts(await jobs.askInParts(query));
    expect(first).toEqual({ start: { id: "1" }, stop: { id: "2" } });
    expect(later).toEqual({ start: { cost: 10 }, stop: { cost: 20 } });
    expect(calls).toEqual(["start", "stop"]);
  });
});

describe("a part", () => {
  it("comes as soon as its subgraph has answered, while another waits", async () => {
    const release = graph.hold("reviews");
    const query = '{ product { name ... @defer(label: "r") { rating } ... @defer(label: "a") { amount } } }';
    const { data, deferred } = await graph.askInParts(query);
    expect(data).toBe('{"product":{"name":"Lamp"}}');
    const deliveries = deferred?.[Symbol.asyncIterator]();
    expect((await deliveries?.next())?.value).toMatchObject({ incremental: [{ id: "1", data: '{"amount":10}' }] });
    release();
    expect((await deliveries?.next())?.value).toMatchObject({
      incremental: [{ id: "0", data: '{"rating":1}' }],
      hasNext: false,
    });
    expect(await deliveries?.next()).toEqual({ done: true, value: undefined });
  });

  it("brings a field that it has in common with another which waits", async () => {
    const release = graph.hold("reviews");
    const query = "{ ... @defer { product { rating amount } } ... @defer { product { amount } } product { name } }";
    const { deferred } = await graph.askInParts(query);
    const deliveries = deferred?.[Symbol.asyncIterator]();
    expect((await deliveries?.next())?.value).toMatchObject({
      incremental: [{ id: "1", subPath: ["product"], data: '{"amount":10}' }],
    });
    release();
    expect((await deliveries?.next())?.value).toMatchObject({
      incremental: [{ id: "0", subPath: ["product"], data: '{"rating":1}' }],
      hasNext: false,
    });
  });

  it("shares no request with a part that does not wait for it", async () => {
    const query = "{ product { rating } ... @defer { products { similar { rating } } } }";
    const countReviews = () => graph.requests.filter(({ subgraph }) => subgraph === "reviews").length;
    await graph.ask(query);
    expect(countReviews()).toBe(1);
    graph.requests.length = 0;
    await mergeParts(await graph.askInParts(query));
    expect(countReviews()).toBe(2);
  });

  it("ends when the client leaves, though its subgraph has not answered", async () => {
    const release = graph.hold("reviews");
    const { deferred } = await graph.askInParts("{ product { name ... @defer { rating } } }");
    const deliveries = deferred?.[Symbol.asyncIterator]();
    const next = deliveries?.next();
    expect(await deliveries?.return?.()).toEqual({ done: true, value: undefined });
    expect(await next).toEqual({ done: true, value: undefined });
    release();
  });
});

describe("what goes wrong in a part", () => {
  const unavailable = () => Promise.reject(Object.assign(new Error("gone"), { code: "SUBGRAPH_UNAVAILABLE" }));
  const GONE = { message: "gone", extensions: { code: "SUBGRAPH_UNAVAILABLE", serviceName: "reviews" } };

  it("is told with it, at its path", async () => {
    graph.respondWith("reviews", unavailable);
    const response = await graph.askInParts("{ products { name ... @defer { rating } } }");
    expect(response).toMatchObject({ errors: [] });
    const { deliveries } = await mergeParts(response);
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]?.incremental).toEqual(
      [0, 1, 2].map((index) => ({
        id: String(index),
        subPath: [],
        data: '{"rating":null}',
        errors: [{ ...GONE, path: ["products", index, "rating"] }],
      })),
    );
  });

  it("makes no other part null", async () => {
    graph.respondWith("reviews", unavailable);
    const response = await graph.askInParts("{ product { name ... @defer { stars } ... @defer { amount } } }");
    const { data, errors, nulls } = await mergeParts(response);
    expect(data).toEqual({ product: { name: "Lamp", amount: 10 } });
    expect(nulls).toEqual([["product"]]);
    expect(errors).toEqual([{ ...GONE, path: ["product", "stars"] }]);
  });

  it("takes along the fragments inside it", async () => {
    graph.respondWith("reviews", unavailable);
    const response = await graph.askInParts("{ product { name ... @defer { stars ... @defer { amount } } } }");
    const { data, pending } = await mergeParts(response);
    expect(data).toEqual({ product: { name: "Lamp" } });
    expect(pending).toHaveLength(1);
  });

  it("leaves to another part the field that both have", async () => {
    graph.respondWith("reviews", unavailable);
    const query = "{ product { name ... @defer { stars amount } ... @defer { amount } } }";
    const { data, nulls } = await mergeParts(await graph.askInParts(query));
    expect(data).toEqual({ product: { name: "Lamp", amount: 10 } });
    expect(nulls).toEqual([["product"]]);
  });

  it("is told once when two parts need what failed", async () => {
    graph.respondWith("reviews", () => ({ data: null, errors: [{ message: "no" }], isClean: false }));
    const query = "{ product { name ... @defer { rating } ... @defer { urgency } } }";
    const { data, errors } = await mergeParts(await graph.askInParts(query));
    expect(data).toEqual({ product: { name: "Lamp", rating: null, urgency: null } });
    expect(errors).toEqual((await graph.ask(query)).errors);
  });

  it("has a reason at each object, also when there are more than an answer lists", async () => {
    const many = Array.from({ length: 300 }, (_item, index) => ({ __typename: "Product", id: String(index) }));
    graph.respondWith("products", () => ({ data: { products: many }, isClean: false }));
    graph.respondWith("reviews", unavailable);
    const { deliveries } = await mergeParts(await graph.askInParts("{ products { id ... @defer { stars } } }"));
    const brought = deliveries.flatMap(({ incremental }) => incremental);
    expect(brought).toHaveLength(300);
    for (const { data, errors } of brought) {
      expect({ data, messages: errors.map(({ message }) => message) }).toEqual({ data: null, messages: ["gone"] });
    }
  });

  it("that is a defect ends all parts, and is not hidden", async () => {
    const broken = createProductEngine({
      transport: ({ subgraph }) => {
        if (subgraph !== "products") throw new TypeError("a defect");
        return Promise.resolve({ data: { product: { __typename: "Product", id: "1" } }, isClean: false });
      },
    });
    const { deferred } = await broken.askInParts("{ product { id ... @defer { rating } } }");
    const deliveries = deferred?.[Symbol.asyncIterator]();
    expect((await deliveries?.next())?.value).toMatchObject({
      incremental: [{ id: "0", data: null, errors: [{ extensions: { code: "INTERNAL_SERVER_ERROR" } }] }],
      completed: [{ id: "0" }],
      hasNext: false,
    });
    await expect(deliveries?.next()).rejects.toThrow("a defect");
    expect(await deliveries?.next()).toEqual({ done: true, value: undefined });
  });
});
