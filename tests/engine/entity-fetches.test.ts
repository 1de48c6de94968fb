import { beforeEach, describe, expect, it } from "@jest/globals";
import { createEngineGraph, type SentRequest } from "./engine-graph.ts";
import { createProductEngine } from "./product-engine.ts";

const graph = createProductEngine();
const apart = createProductEngine({ mergesEntityFetches: (subgraph) => subgraph !== "reviews" });
beforeEach(() => {
  graph.reset();
  apart.reset();
});

function listRepresentations({ variables }: SentRequest): unknown[] {
  return Object.entries(variables)
    .filter(([name]) => name !== "first")
    .map(([, value]) => value);
}

describe("an entity", () => {
  it("is asked for once, and delivered to every place", async () => {
    const { data } = await graph.ask("{ products { id rating } shelves { rating } product { rating } }");
    expect(data).toEqual({
      products: [
        { id: "1", rating: 1 },
        { id: "2", rating: 2 },
        { id: "1", rating: 1 },
      ],
      shelves: [[{ rating: 1 }, { rating: 2 }], [], [{ rating: 1 }]],
      product: { rating: 1 },
    });
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["products", "reviews"]);
    expect(listRepresentations(graph.requests[1] as SentRequest)).toEqual([
      [
        { __typename: "Product", id: "1" },
        { __typename: "Product", id: "2" },
      ],
    ]);
  });

  it("is not asked for when there is no place for it", async () => {
    graph.respondWith("products", () => ({ data: { products: [], product: null }, isClean: true }));
    expect((await graph.ask("{ products { rating } product { rating } }")).data).toEqual({
      products: [],
      product: null,
    });
    expect(graph.requests).toHaveLength(1);
  });

  it("is not shared by places of which different things are asked", async () => {
    const { data } = await graph.ask(`{
      product { reviews { about { x: name } } }
      products { reviews { about { x: similar { id } } } }
    }`);
    const reviews = [{ about: { x: [{ id: "1" }] } }];
    expect(data).toEqual({
      product: { reviews: [{ about: { x: "Desk" } }] },
      products: [{ reviews }, { reviews }, { reviews }],
    });
    const [, asked] = graph.requests;
    expect(asked?.query.match(/_entities/g)).toHaveLength(1);
  });
});

describe("entity fetches of one subgraph", () => {
  const query = "{ product { rating } products { stars } things { ... on Tool { rating } } }";
  const data = {
    product: { rating: 1 },
    products: [{ stars: 5 }, { stars: 5 }, { stars: 5 }],
    things: [{}, { rating: 9 }, {}],
  };

  it("go in one request, each with what it asks for", async () => {
    expect(await graph.ask(query)).toEqual({ data, errors: [] });
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["products", "reviews"]);
    expect(graph.requests[1]?.query).toMatch(/_e0:_entities.*_e1:_entities.*_e2:_entities/);
  });

  it("go apart where that is asked for", async () => {
    expect(await apart.ask(query)).toEqual({ data, errors: [] });
    expect(apart.requests.map(({ subgraph }) => subgraph)).toEqual(["products", "reviews", "reviews", "reviews"]);
  });

  it("leave out those that have no entities to ask for", async () => {
    graph.respondWith("products", () => ({
      data: { product: null, products: [{ __typename: "Product", id: "1" }], things: [] },
      isClean: true,
    }));
    await graph.ask(query);
    expect(graph.requests[1]).toMatchObject({
      query: "query($representations:[_Any!]!){_entities(representations:$representations){...on Product{stars}}}",
      variables: { representations: [{ __typename: "Product", id: "1" }] },
    });
  });

  it("fail together, each with its own errors", async () => {
    graph.respondWith("reviews", () => ({
      data: null,
      errors: [{ message: "No", path: ["_e1", 0, "stars"] }],
      isClean: true,
    }));
    const { errors } = await graph.ask("{ product { rating } products { stars } }");
    expect(errors.map(({ message, path }) => [message, path])).toEqual([
      ["No", ["products", 0, "stars"]],
      ["No", ["products", 2, "stars"]],
      ["No", ["product", "rating"]],
    ]);
  });

  it("are merged only where no answer has to wait for more requests in a row", async () => {
    // `urgency` needs the rating: two requests, with or without the amount.
    await graph.ask("{ product { urgency } products { amount } }");
    expect(graph.requests.map(({ subgraph }) => subgraph)).toEqual(["products", "reviews", "stock"]);
  });

  it("are not merged across the fields of a mutation", async () => {
    const mutations = createEngineGraph({
      carts: {
        sdl: `type Query { cart: Cart } type Mutation { fill: Cart }
          type Cart @key(fields: "id") { id: ID! }`,
        resolvers: { Mutation: { fill: () => ({ id: "c" }) } },
      },
      prices: {
        sdl: `type Mutation { discount: Cart } type Cart @key(fields: "id") { id: ID! total: Int }`,
        resolvers: { Mutation: { discount: () => ({ id: "c" }) }, Cart: { total: () => 7 } },
      },
    });
    const { data } = await mutations.ask("mutation { a: fill { total } b: fill { total } c: discount { id } }");
    expect(data).toEqual({ a: { total: 7 }, b: { total: 7 }, c: { id: "c" } });
    const kinds = mutations.requests.map(({ subgraph, query: sent }) => `${subgraph} ${sent.slice(0, 8)}`);
    expect(kinds).toEqual(["carts mutation", "prices query($r", "prices query($r", "prices mutation"]);
  });
});
