import { beforeEach, describe, expect, it } from "@jest/globals";
import type { GraphQLFormattedError } from "graphql";
import type { Respond } from "./engine-graph.ts";
import { createProductEngine } from "./product-engine.ts";

const graph = createProductEngine();
beforeEach(() => graph.reset());

const answer =
  (data: unknown, errors?: readonly GraphQLFormattedError[]): Respond =>
  () => ({
    data: data as Record<string, unknown>,
    isClean: true,
    ...(errors === undefined ? {} : { errors }),
  });

const fail: Respond = () => {
  throw Object.assign(new Error('The subgraph "reviews" did not answer in time.'), {
    code: "SUBGRAPH_TIMEOUT",
  });
};

type Paths = readonly (string | number)[][];

describe("a request that fails", () => {
  it.each<[what: string, query: string, paths: Paths]>([
    ["of one entity", "{ product { name stars: rating } }", [["product", "stars"]]],
    [
      "of items of several types",
      "{ things { name ... on Product { rating stars } ... on Tool { r: rating } } }",
      [
        ["things", 0, "rating"],
        ["things", 0, "stars"],
        ["things", 1, "r"],
        ["things", 2, "rating"],
        ["things", 2, "stars"],
      ],
    ],
    [
      "of an entity that is at several places",
      "{ a: products { rating } b: product { rating } }",
      [
        ["a", 0, "rating"],
        ["a", 2, "rating"],
        ["a", 1, "rating"],
        ["b", "rating"],
      ],
    ],
    [
      "of items of lists of lists",
      "{ shelves { rating } }",
      [
        ["shelves", 0, 0, "rating"],
        ["shelves", 2, 0, "rating"],
        ["shelves", 0, 1, "rating"],
      ],
    ],
  ])("%s brings an error at each field that it leaves without data", async (_what, query, paths) => {
    graph.respondWith("reviews", fail);
    const { data, errors } = await graph.ask(query);
    expect(data).not.toBeNull();
    expect(new Set(errors.map(({ path }) => path))).toEqual(new Set(paths));
    expect(errors).toHaveLength(paths.length);
    for (const { message, extensions } of errors) {
      expect(message).toBe('The subgraph "reviews" did not answer in time.');
      expect(extensions).toEqual({ code: "SUBGRAPH_TIMEOUT", serviceName: "reviews" });
    }
  });

  it("lets the rest of the plan run", async () => {
    graph.respondWith("reviews", fail);
    const { data } = await graph.ask("{ product { name rating amount } }");
    expect(data).toEqual({ product: { name: "Lamp", rating: null, amount: 10 } });
  });

  it("brings an error at what needs its data too", async () => {
    graph.respondWith("reviews", fail);
    const { data, errors } = await graph.ask("{ product { name urgency } }");
    expect(data).toEqual({ product: { name: "Lamp", urgency: null } });
    expect(errors.map(({ path, extensions }) => [path, extensions?.serviceName])).toContainEqual([
      ["product", "urgency"],
      "reviews",
    ]);
  });

  it("tells of a hundred places at most", async () => {
    const products = Array.from({ length: 300 }, (_product, index) => ({
      __typename: "Product",
      id: `${index}`,
    }));
    graph.respondWith("products", answer({ products }));
    graph.respondWith("reviews", fail);
    const { errors } = await graph.ask("{ products { rating } }");
    expect(errors).toHaveLength(100);
  });

  it("leaves all root fields of its subgraph without data, in a path with aliases", async () => {
    graph.respondWith("products", () => {
      throw new Error("gone");
    });
    const { data, errors } = await graph.ask("{ a: product { id } things { id } }");
    expect(data).toEqual({ a: null, things: null });
    expect(errors).toEqual([
      { message: "gone", path: ["a"], extensions: { serviceName: "products" } },
      { message: "gone", path: ["things"], extensions: { serviceName: "products" } },
    ]);
  });
});

describe("an answer", () => {
  const UNUSABLE = {
    message: 'The subgraph "reviews" gave an unusable answer.',
    extensions: { code: "SUBGRAPH_INVALID_RESPONSE", serviceName: "reviews" },
  };

  it.each<[what: string, data: unknown]>([
    ["without data", null],
    ["without entities", {}],
    ["with entities that are no list", { _entities: { rating: 1 } }],
    ["with too few entities", { _entities: [] }],
    ["with too many entities", { _entities: [null, null] }],
    ["with a number for an entity", { _entities: [5] }],
    ["with a list for an entity", { _entities: [[]] }],
    ["with an entity that lacks the field", { _entities: [{}] }],
  ])("%s is unusable", async (_what, data) => {
    graph.respondWith("reviews", answer(data));
    expect(await graph.ask("{ product { name rating } }")).toEqual({
      data: { product: { name: "Lamp", rating: null } },
      errors: [{ ...UNUSABLE, path: ["product", "rating"] }],
    });
  });

  it("that lacks a field brings an error there, and its other data", async () => {
    graph.respondWith("reviews", answer({ _entities: [{ rating: 5, reviews: "none" }, { reviews: [] }] }));
    expect(await graph.ask("{ products { rating reviews { text } } }")).toEqual({
      data: {
        products: [
          { rating: 5, reviews: null },
          { rating: null, reviews: [] },
          { rating: 5, reviews: null },
        ],
      },
      errors: [
        { ...UNUSABLE, path: ["products", 0, "reviews"] },
        { ...UNUSABLE, path: ["products", 1, "rating"] },
        { ...UNUSABLE, path: ["products", 2, "reviews"] },
      ],
    });
  });

  it("with null for an entity means that there is none", async () => {
    graph.respondWith("reviews", answer({ _entities: [null] }));
    expect(await graph.ask("{ product { name rating } }")).toEqual({
      data: { product: { name: "Lamp", rating: null } },
      errors: [],
    });
    expect(await graph.ask("{ product { name stars } }")).toEqual({ data: { product: null }, errors: [] });
  });

  it("with errors has them at the places of the client's answer", async () => {
    const path = ["_entities", 0, "all", 3, "text"];
    graph.respondWith(
      "reviews",
      answer({ _entities: [{ all: null }, { all: [] }] }, [{ message: "No", path, extensions: { code: "NOT_FOUND" } }]),
    );
    const extensions = { code: "NOT_FOUND", serviceName: "reviews" };
    expect(await graph.ask("{ products { all: reviews { text } } }")).toEqual({
      data: { products: [{ all: null }, { all: [] }, { all: null }] },
      errors: [
        { message: "No", path: ["products", 0, "all", 3, "text"], extensions },
        { message: "No", path: ["products", 2, "all", 3, "text"], extensions },
      ],
    });
  });

  it.each<[what: string, error: GraphQLFormattedError]>([
    ["no place", { message: "No" }],
    ["a place that nobody asked for", { message: "No", path: ["nonsense", 1] }],
    ["the place of an entity that nobody asked for", { message: "No", path: ["_entities", 7, "rating"] }],
  ])("with an error that has %s has it once, and no other", async (_what, error) => {
    graph.respondWith("reviews", answer(null, [error]));
    expect(await graph.ask("{ product { name stars } }")).toEqual({
      data: { product: null },
      errors: [{ message: "No", extensions: { serviceName: "reviews" } }],
    });
  });

  it("with an error about all entities has it at each of them", async () => {
    graph.respondWith("reviews", answer(null, [{ message: "No", path: ["_entities"] }]));
    const { errors } = await graph.ask("{ products { rating } }");
    expect(new Set(errors.map(({ path }) => path))).toEqual(
      new Set([
        ["products", 0],
        ["products", 1],
        ["products", 2],
      ]),
    );
  });

  it("with a name of no type is not asked about", async () => {
    graph.respondWith("products", answer({ things: [{ __typename: "Unheard", id: "1" }, { id: "2" }] }));
    const { data, errors } = await graph.ask("{ things { id ... on Product { rating } } }");
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["products"]);
    expect(data).toEqual({ things: null });
    expect(errors).not.toEqual([]);
  });
});
