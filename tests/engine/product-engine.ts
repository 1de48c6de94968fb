import { createEngineGraph, type EngineGraph } from "./engine-graph.ts";

const LAMP = { __typename: "Product", id: "1", name: "Lamp", similar: [] };
const DESK = { __typename: "Product", id: "2", name: "Desk", similar: [LAMP] };
const SAW = { __typename: "Tool", id: "3", name: "Saw" };

/** Products that two other subgraphs say more about. Each knows every product, unless a test says otherwise. */
export function createProductEngine(options: Parameters<typeof createEngineGraph>[1] = {}): EngineGraph {
  return createEngineGraph(
    {
      products: {
        sdl: `
          type Query { product: Product  products: [Product]!  things: [Thing!]  shelves: [[Product!]!] }
          interface Thing { id: ID! name: String }
          type Product implements Thing @key(fields: "id") { id: ID! name: String similar: [Product!] }
          type Tool implements Thing @key(fields: "id") { id: ID! name: String }`,
        resolvers: {
          Query: {
            product: () => LAMP,
            products: () => [LAMP, DESK, LAMP],
            things: () => [LAMP, SAW, DESK],
            shelves: () => [[LAMP, DESK], [], [LAMP]],
          },
          Product: { __resolveReference: ({ id }) => (id === DESK.id ? DESK : LAMP) },
        },
      },
      reviews: {
        sdl: `
          type Product @key(fields: "id") { id: ID! rating: Int stars: Int! reviews(first: Int = 1): [Review!] }
          type Tool @key(fields: "id") { id: ID! rating: Int }
          type Review { text: String about: Product }`,
        resolvers: {
          Product: {
            rating: ({ id }) => Number(id),
            stars: () => 5,
            reviews: ({ id }, { first }) => Array(Number(first)).fill({ text: `review of ${id}`, about: { id: "2" } }),
          },
          Tool: { rating: () => 9 },
        },
      },
      stock: {
        sdl: `
          type Product @key(fields: "id") {
            id: ID!
            rating: Int @external
            amount: Int
            urgency: String @requires(fields: "rating")
          }`,
        resolvers: {
          Product: {
            amount: ({ id }) => 10 * Number(id),
            urgency: ({ rating }) => `urgency ${rating}`,
          },
        },
      },
    },
    options,
  );
}
