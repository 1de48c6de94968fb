import { QueryPlanner } from "@apollo/query-planner";
import { describe, expect, it, jest } from "@jest/globals";
import { createEngineGraph } from "./engine-graph.ts";

const PRICES: Readonly<Record<string, number>> = { USD: 10, EUR: 9, JPY: 1500 };

const shop = createEngineGraph({
  products: {
    sdl: `
      type Query { product: Product  products: [Product!]! }
      type Product @key(fields: "id") { id: ID! name: String! price(currency: String!): Int dimensions: Dimensions }
      type Dimensions { weight(unit: String!): Int }`,
    resolvers: {
      Query: {
        product: () => ({ id: "p1", name: "Lamp" }),
        products: () => [
          { id: "p1", name: "Lamp" },
          { id: "p2", name: "Desk" },
        ],
      },
      Product: {
        price: (_product, { currency }) => PRICES[String(currency)],
        dimensions: () => ({}),
      },
      Dimensions: { weight: (_dimensions, { unit }) => (unit === "g" ? 2000 : 2) },
    },
  },
  shipping: {
    sdl: `
      type Product @key(fields: "id") {
        id: ID!
        price(currency: String!): Int @external
        dimensions: Dimensions @external
        taxInDollars: String @requires(fields: "price(currency: \\"USD\\")")
        taxInEuros: String @requires(fields: "price(currency: \\"EUR\\")")
        freight: String @requires(fields: "dimensions { weight(unit: \\"g\\") }")
        freightByKilo: String @requires(fields: "dimensions { weight(unit: \\"kg\\") }")
        warehouse: String
      }
      type Dimensions { weight(unit: String!): Int @external }`,
    resolvers: {
      Product: {
        taxInDollars: ({ id, price }) => `${id} for ${price} dollars`,
        taxInEuros: ({ id, price }) => `${id} for ${price} euros`,
        freight: ({ dimensions }) => JSON.stringify(dimensions),
        freightByKilo: ({ dimensions }) => JSON.stringify(dimensions),
        warehouse: ({ id }) => `warehouse of ${id}`,
      },
    },
  },
});

describe("a field required with arguments", () => {
  it.each([
    [
      "another required field has, with other arguments",
      "{ product { taxInDollars taxInEuros warehouse } }",
      { taxInDollars: "p1 for 10 dollars", taxInEuros: "p1 for 9 euros", warehouse: "warehouse of p1" },
    ],
    [
      "the client asks for, with other arguments",
      `{ product { price(currency: "JPY") taxInEuros } }`,
      { price: 1500, taxInEuros: "p1 for 9 euros" },
    ],
    [
      "the client asks for, with a variable",
      `query ($in: String! = "JPY") { product { price(currency: $in) taxInDollars } }`,
      { price: 1500, taxInDollars: "p1 for 10 dollars" },
    ],
    [
      "is inside an object",
      `{ product { dimensions { weight(unit: "lb") } freight freightByKilo } }`,
      { dimensions: { weight: 2 }, freight: '{"weight":2000}', freightByKilo: '{"weight":2}' },
    ],
  ])("has its own value where %s", async (_what, query, product) => {
    expect(await shop.ask(query)).toEqual({ data: { product }, errors: [] });
    expect((await shop.askStock(query)).data).not.toEqual({ product });
  });

  it("takes one request for all, with representations for each of its values", async () => {
    shop.requests.length = 0;
    await shop.ask("{ products { taxInDollars taxInEuros } }");
    expect(shop.requests.map(({ subgraph }) => subgraph)).toEqual(["products", "shipping"]);
    expect(shop.requests[1]?.variables).toEqual({
      _r0: [
        { __typename: "Product", id: "p1", price: 10 },
        { __typename: "Product", id: "p2", price: 10 },
      ],
      _r1: [
        { __typename: "Product", id: "p1", price: 9 },
        { __typename: "Product", id: "p2", price: 9 },
      ],
    });
  });
});

describe("an alias", () => {
  it.each([
    ["the name of a key", "{ product { id: name warehouse } }", { id: "Lamp", warehouse: "warehouse of p1" }],
    [
      "the name of a required field",
      "{ product { dimensions: name freight } }",
      { dimensions: "Lamp", freight: '{"weight":2000}' },
    ],
    [
      "the name of the type's name",
      "{ product { __typename: name warehouse } }",
      { __typename: "Lamp", warehouse: "warehouse of p1" },
    ],
  ])("that is %s is taken for nothing else", async (_what, query, product) => {
    expect(await shop.ask(query)).toEqual({ data: { product }, errors: [] });
    expect((await shop.askStock(query)).data).not.toEqual({ product });
  });
});

describe("a subgraph that has a key it cannot resolve", () => {
  const stores = createEngineGraph({
    catalogue: {
      sdl: `
        type Query { item: Item }
        type Item @key(fields: "id") @key(fields: "sku") { id: ID! sku: ID! weight: Int }`,
      resolvers: {
        Query: { item: () => ({ id: "i1", sku: "s1", weight: 3 }) },
      },
    },
    depot: {
      sdl: `
        type Query { stocked: Item }
        type Item @key(fields: "id", resolvable: false) @key(fields: "sku") {
          id: ID! sku: ID! weight: Int @external postage: String @requires(fields: "weight")
        }`,
      resolvers: {
        Query: { stocked: () => ({ id: "i1", sku: "s1" }) },
        Item: {
          __resolveReference: (reference) => {
            if (reference.sku === undefined) throw new Error("only known by its sku");
            return reference;
          },
          postage: ({ weight }) => `postage for ${weight}`,
        },
      },
    },
  });

  it("is asked with the other, after a required field has been fetched", async () => {
    const query = "{ stocked { postage } }";
    const data = { stocked: { postage: "postage for 3" } };
    stores.respondWith("catalogue", ({ variables }) => ({
      data: {
        _entities: [{ weight: 3, id: "i1", ...JSON.parse(JSON.stringify(variables)).representations[0] }],
      },
      isClean: false,
    }));
    expect(await stores.ask(query)).toEqual({ data, errors: [] });
    const stock = await stores.askStock(query);
    expect(stock.data).not.toEqual(data);
  });
});

describe("missing data", () => {
  it.each([
    ["an answer without data", { data: null, isClean: true }],
    ["an answer without the field", { data: {}, isClean: true }],
    ["a number for an object", { data: { product: 5 }, isClean: true }],
  ])("from %s has an error", async (_what, answer) => {
    shop.respondWith("products", () => answer);
    const { data, errors } = await shop.ask("{ product { name } }");
    expect({ data, paths: errors.map(({ path }) => path) }).toEqual({
      data: { product: null },
      paths: [["product"]],
    });
    const stock = await shop.askStock("{ product { name } }");
    expect(stock.errors.filter(({ path }) => path !== undefined)).toEqual([]);
    shop.reset();
  });
});

it("makes an error of an empty plan for fields that only a subgraph has", async () => {
  const plan = jest.spyOn(QueryPlanner.prototype, "buildQueryPlan").mockReturnValue({ kind: "QueryPlan" });
  const query = "{ product { empty: name } }";
  await expect(shop.ask(query)).rejects.toMatchObject({ extensions: { code: "QUERY_PLANNING_FAILED" } });
  expect(await shop.askStock(query)).toEqual({ data: { product: null }, errors: [] });
  expect(await shop.ask("{ empty: __typename }")).toEqual({ data: { empty: "Query" }, errors: [] });
  plan.mockRestore();
});

describe("a key with __typename", () => {
  const bakery = createEngineGraph({
    bakery: {
      sdl: `
        type Query { bread: Bread  cake: Cake }
        type Bread @key(fields: "id __typename") { id: ID! }
        type Cake @key(fields: "__typename") { layers: Int }`,
      resolvers: { Query: { bread: () => ({ id: "1" }), cake: () => ({ layers: 2 }) } },
    },
    prices: {
      sdl: `
        type Bread @key(fields: "id __typename") { id: ID! price: String }
        type Cake @key(fields: "__typename") { price: Int }`,
      resolvers: {
        Bread: { price: ({ __typename, id }) => `${__typename} ${id}` },
        Cake: { price: () => 9 },
      },
    },
  });

  it.each([
    ["with another field", "{ bread { price } }", { bread: { price: "Bread 1" } }],
    ["alone", "{ cake { price layers } }", { cake: { price: 9, layers: 2 } }],
    ["that is asked for too", "{ bread { __typename price } }", { bread: { __typename: "Bread", price: "Bread 1" } }],
  ])("finds the entity: %s", async (_what, query, data) => {
    expect(await bakery.ask(query)).toEqual({ data, errors: [] });
  });
});
