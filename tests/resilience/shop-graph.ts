import { answerJson, type FakeSubgraph, type Respond, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { type Answer, sendOperation } from "../support/graphql-client.ts";
import { startProcess, type TestProcess, type Variables } from "../support/process.ts";
import { writeSupergraph } from "../support/supergraph-file.ts";

const PRODUCTS_SDL = `
  type Query { product: Product }
  type Mutation { addProduct: Boolean }
  type Product @key(fields: "id") { id: ID! name: String }`;

const REVIEWS_SDL = `
  type Query { best: String }
  type Mutation { rate: Int }
  type Product @key(fields: "id") { id: ID! rating: Int }`;

/** Answers whatever products may be asked. */
export const behaveAsProducts: Respond = answerJson({
  data: { __typename: "Query", product: { __typename: "Product", id: "1", name: "Lamp" }, addProduct: true },
});

/** Answers whatever reviews may be asked. */
export const behaveAsReviews: Respond = answerJson({
  data: { __typename: "Query", best: "Lamp", rate: 5, _entities: [{ __typename: "Product", rating: 5 }] },
});

/** Takes the request, and that is all. */
export const hang: Respond = () => undefined;

/** A subgraph that remembers what it was asked. */
export interface ShopSubgraph extends FakeSubgraph {
  /** How many operations of clients have reached it; what the router asks for itself is none. */
  countOperations(): number;
}

/** A router over two subgraphs under the test's control, which behave at first. */
export interface Shop {
  readonly products: ShopSubgraph;
  /** Adds ratings to products, and has fields of its own. */
  readonly reviews: ShopSubgraph;
  readonly router: TestProcess;
  /** @param address where the client is, if the router trusts this one as a proxy */
  send(query: string, address?: string): Promise<Answer<Record<string, unknown> | null>>;
}

/** Starts the shop with the router's `variables`. It is stopped after the file's tests. */
export async function startShop(variables: Variables = {}): Promise<Shop> {
  const products = watchOperations(await startFakeSubgraph(behaveAsProducts));
  const reviews = watchOperations(await startFakeSubgraph(behaveAsReviews));
  const router = await startProcess("router/main", {
    SUPERGRAPH_PATH: writeSupergraph([
      { name: "products", url: products.url, sdl: PRODUCTS_SDL },
      { name: "reviews", url: reviews.url, sdl: REVIEWS_SDL },
    ]),
    ...variables,
  });
  return {
    products,
    reviews,
    router,
    send: (query, address) =>
      sendOperation(router.url, query, {
        ...(address === undefined ? {} : { headers: { "x-forwarded-for": address } }),
      }),
  };
}

/** Whether a request is the router's own question, and no client's operation. */
export function isProbe({ body: { query } }: { readonly body: { readonly query: string } }): boolean {
  return query === "{ __typename }";
}

function watchOperations(subgraph: FakeSubgraph): ShopSubgraph {
  return {
    ...subgraph,
    countOperations: () => subgraph.requests.filter((request) => !isProbe(request)).length,
  };
}
