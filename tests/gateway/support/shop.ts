import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, graphql, parse } from "graphql";
import { composeSupergraph } from "../../../packages/composition/compose-supergraph.ts";
import { type FakeSubgraph, type Respond, startFakeSubgraph } from "../../support/fake-subgraph.ts";

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

/** The SDL of the products subgraph. */
export const PRODUCTS = `${LINK}
  type Query { products: [Product] product(id: ID!): Product }
  type Mutation { rename(id: ID!, name: String!): Product }
  type Product @key(fields: "id") { id: ID! name: String }
`;

/** The SDL of the reviews subgraph. */
export const REVIEWS = `${LINK}
  type Product @key(fields: "id") { id: ID! reviews(first: Int = 2): [Review!] }
  type Review @key(fields: "id") { id: ID! text: String! }
`;

const NAMES = ["Table", "Chair", "Lamp"];

const productResolvers = {
  Query: {
    products: () => NAMES.map((name, index) => ({ id: String(index + 1), name })),
    product: (_parent: unknown, { id }: { id: string }) => ({ id, name: NAMES[Number(id) - 1] }),
  },
  Mutation: { rename: (_parent: unknown, product: object) => product },
};

const reviewResolvers = {
  Product: {
    reviews: ({ id }: { id: string }, { first }: { first: number }) =>
      ["good", "bad", "fair"].slice(0, first).map((text, index) => ({ id: `${id}-${index}`, text })),
  },
};

type Module = Extract<Parameters<typeof buildSubgraphSchema>[0], { readonly typeDefs: unknown }>;
type Resolvers = NonNullable<Module["resolvers"]>;

/** Two subgraphs over HTTP. */
export interface Shop {
  readonly products: FakeSubgraph;
  readonly reviews: FakeSubgraph;
  readonly supergraphSdl: string;
}

/** Starts the shop; it is stopped after the file's tests. */
export async function startShop(): Promise<Shop> {
  const products = await startFakeSubgraph(answerBy(PRODUCTS, productResolvers));
  const reviews = await startFakeSubgraph(answerReviews(REVIEWS));
  return { products, reviews, supergraphSdl: compose({ products, reviews }, REVIEWS) };
}

/** Composes the shop, the reviews with another SDL. */
export function compose({ products, reviews }: Omit<Shop, "supergraphSdl">, reviewsSdl: string): string {
  const result = composeSupergraph([
    { name: "products", sdl: PRODUCTS, routingUrl: products.url, file: "products.graphql" },
    { name: "reviews", sdl: reviewsSdl, routingUrl: reviews.url, file: "reviews.graphql" },
  ]);
  if (!result.succeeded) throw new Error("the shop does not compose");
  return result.supergraphSdl;
}

/** Answers as the reviews subgraph with another SDL. */
export function answerReviews(sdl: string): Respond {
  return answerBy(sdl, reviewResolvers);
}

/** Answers as the products subgraph. */
export const answerProducts: Respond = answerBy(PRODUCTS, productResolvers);

function answerBy(sdl: string, resolvers: Resolvers): Respond {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers });
  return async (response, { body }) => {
    response.setHeader("content-type", "application/json");
    response.setHeader("cache-control", "max-age=60, public");
    response.end(JSON.stringify(await execute(schema, body)));
  };
}

function execute(schema: GraphQLSchema, { query, variables, operationName }: Parameters<Respond>[1]["body"]) {
  return graphql({
    schema,
    source: query ?? "",
    variableValues: variables,
    operationName: operationName ?? null,
  });
}
