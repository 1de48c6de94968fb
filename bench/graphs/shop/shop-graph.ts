import { type BenchGraph, buildSubgraph } from "../bench-graph.ts";
import { findProduct, findUser, PRODUCTS, REVIEWS, USERS } from "./shop-data.ts";

interface Reference {
  readonly id: string;
}

interface ProductReference {
  readonly upc: string;
  readonly price?: number;
  readonly weight?: number;
}

/** Nothing of a product that costs more than this, or weighs nothing, is charged for its way. */
const FREE_SHIPPING_PRICE = 1_000;

/** A shop: who reviewed which product, what it costs and whether it is there. Four subgraphs, public. */
export function createShopGraph(): BenchGraph {
  return {
    name: "shop",
    subgraphs: [
      subgraph("accounts", {
        Query: {
          me: () => USERS[0],
          user: (_root: unknown, { id }: Reference) => findUser(id),
          users: () => USERS.slice(0, 8),
        },
        User: { __resolveReference: ({ id }: Reference) => findUser(id) },
      }),
      subgraph("inventory", {
        Product: {
          __resolveReference: (reference: ProductReference) => reference,
          inStock: ({ upc }: ProductReference) => Number(upc) % 3 !== 0,
          shippingEstimate: estimateShipping,
        },
      }),
      subgraph("products", {
        Query: {
          product: (_root: unknown, { upc }: ProductReference) => findProduct(upc),
          topProducts: (_root: unknown, { first }: { readonly first: number }) => PRODUCTS.slice(0, first),
          catalogue: (_root: unknown, { first }: { readonly first: number }) => PRODUCTS.slice(0, first),
        },
        Product: { __resolveReference: ({ upc }: ProductReference) => findProduct(upc) },
      }),
      subgraph("reviews", {
        User: {
          __resolveReference: (reference: Reference) => reference,
          reviews: ({ id }: Reference) => REVIEWS.filter((review) => review.author.id === id),
        },
        Product: {
          __resolveReference: (reference: ProductReference) => reference,
          reviews: ({ upc }: ProductReference) => REVIEWS.filter((review) => review.product.upc === upc),
        },
        Review: { __resolveReference: ({ id }: Reference) => REVIEWS.find((review) => review.id === id) },
      }),
    ],
  };
}

function subgraph(name: string, resolvers: object) {
  return buildSubgraph(name, new URL(`${name}.graphql`, import.meta.url), resolvers);
}

function estimateShipping({ price = 0, weight = 0 }: ProductReference): number {
  return price > FREE_SHIPPING_PRICE ? 0 : Math.round(weight / 2);
}
