import { beforeEach, describe, expect, it } from "@jest/globals";
import { createEngineGraph } from "./engine-graph.ts";

const TYPES: Readonly<Record<string, string>> = { 1: "Bread", 2: "Cake" };
const resolveType = ({ id }: Record<string, unknown>) => TYPES[String(id)];

describe("an interface object that its subgraph finds by no key", () => {
  const bakery = createEngineGraph({
    ratings: {
      sdl: `
        type Query { product: Product  products: [Product] }
        type Product @key(fields: "id", resolvable: false) @interfaceObject { id: ID! stars(of: Int = 5): Int }`,
      resolvers: {
        Query: { product: () => ({ id: "1" }), products: () => [{ id: "1" }, { id: "2" }] },
        Product: { stars: ({ id }, { of }) => Number(of) - Number(id) },
      },
    },
    goods: {
      sdl: `
        interface Product @key(fields: "id") { id: ID! name: String }
        type Bread implements Product @key(fields: "id") { id: ID! name: String }
        type Cake implements Product @key(fields: "id") { id: ID! name: String }`,
      resolvers: {
        Product: { __resolveType: resolveType, __resolveReference: (reference) => reference },
        Bread: { name: () => "loaf" },
        Cake: { name: () => "tart" },
      },
    },
  });
  beforeEach(() => bakery.reset());

  it.each([
    ["{ product { ... on Bread { x: id } } }", { product: { x: "1" } }],
    ["{ product { ... on Bread { id } __typename } }", { product: { id: "1", __typename: "Bread" } }],
    ["{ products { ... on Cake { stars name } } }", { products: [{}, { stars: 3, name: "tart" }] }],
    ["{ products { ... on Bread { x: stars } ... on Cake { x: id } } }", { products: [{ x: 4 }, { x: "2" }] }],
    [
      "{ products { ...F } } fragment F on Product { ... on Bread { x: stars(of: 9) } ... on Cake { x: stars } }",
      { products: [{ x: 8 }, { x: 3 }] },
    ],
  ])("has its values when its type is known: %s", async (query, data) => {
    expect(await bakery.ask(query)).toEqual({ data, errors: [] });
    const entities = bakery.requests.filter((request) => request.query.includes("_entities"));
    expect(entities.map(({ subgraph }) => subgraph)).not.toContain("ratings");
  });
});

describe("an interface object of no type that clients know", () => {
  const ORDERS = `
    type Query { order: Order  orders: [Order!] }
    type Order @interfaceObject @key(fields: "id") { total(in: Unit!): Int id: ID! }
    enum Unit { EUR }`;
  const resolvers = { Query: { order: () => ({ id: "1" }), orders: () => [{ id: "1" }, { id: "2" }] } };
  const graphs = {
    "without any type": createEngineGraph({
      orders: { sdl: ORDERS, resolvers },
      others: { sdl: `interface Order @key(fields: "id") { id: ID! }` },
    }),
    "with a type that clients do not see": createEngineGraph({
      orders: { sdl: ORDERS, resolvers },
      others: {
        sdl: `
          interface Order @key(fields: "id", resolvable: false) { id: ID! }
          type Secret implements Order @inaccessible @key(fields: "id", resolvable: false) { id: ID! }`,
      },
    }),
  };

  describe.each(Object.entries(graphs))("%s", (_name, graph) => {
    it.each([
      ["{ order { id } }", { order: { id: "1" } }],
      ["{ order { id __typename } }", { order: { id: "1", __typename: "Order" } }],
      ["{ order { t: __typename } }", { order: { t: "Order" } }],
      ["{ orders { id @include(if: false) } }", { orders: [{}, {}] }],
      [
        "{ orders { ...F } } fragment F on Order { __typename x: id }",
        {
          orders: [
            { __typename: "Order", x: "1" },
            { __typename: "Order", x: "2" },
          ],
        },
      ],
    ])("answers to the interface's name: %s", async (query, data) => {
      for (let time = 0; time < 12; time++) expect(await graph.ask(query)).toEqual({ data, errors: [] });
    });
  });
});
