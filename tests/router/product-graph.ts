import { answerJson, type FakeSubgraph, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { type Answer, type SendOptions, sendOperation } from "../support/graphql-client.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const PRODUCTS_SDL = `
  type Query { product: Product  things: [Thing!]  products: [Product] }
  interface Thing { id: ID! }
  type Product implements Thing @key(fields: "id") { id: ID! name: String tags: [String!] }
  type Tool implements Thing @key(fields: "id") { id: ID! }`;

const REVIEWS_SDL = `
  type Query { best: String worst: String }
  type Product @key(fields: "id") { id: ID! rating: Int stars: Int reviewer: Reviewer }
  type Tool @key(fields: "id") { id: ID! rating: Int }
  type Reviewer { name: String }`;

/** A router over two subgraphs under the test's control. */
export interface ProductGraph {
  /** Owns products and knows a lamp; behaves unless it is told otherwise. */
  readonly products: FakeSubgraph;
  /** Adds ratings to products; answers nothing usable until it is told what. */
  readonly reviews: FakeSubgraph;
  readonly router: TestProcess;
  send(query: string, options?: SendOptions): Promise<Answer<unknown>>;
}

/** A router that asks once and asks again the next time, for tests of what one answer brings. */
export const NO_SECOND_CHANCE: Variables = { SUBGRAPH_RETRIES: "0", SUBGRAPH_BREAKER_FAILURES: "0" };

/** What products answers by itself. */
export const PRODUCTS = {
  product: { __typename: "Product", id: "1", name: "Lamp" },
  things: [
    { __typename: "Product", id: "1" },
    { __typename: "Tool", id: "2" },
  ],
};

/** Starts the graph with the router's `variables`. It is stopped after the file's tests. */
export async function startProductGraph(variables: Variables = {}): Promise<ProductGraph> {
  const products = await startFakeSubgraph(answerJson({ data: PRODUCTS }));
  const reviews = await startFakeSubgraph(answerJson({}));
  const router = await startProcess("router/main", {
    SUPERGRAPH_PATH: writeSupergraph([
      { name: "products", url: products.url, sdl: PRODUCTS_SDL },
      { name: "reviews", url: reviews.url, sdl: REVIEWS_SDL },
    ]),
    ...variables,
  });
  return { products, reviews, router, send: (query, options) => sendOperation(router.url, query, options) };
}
