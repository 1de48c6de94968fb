/** A request that the load repeats, or a list that it goes through again and again. */
export interface Workload {
  readonly name: string;
  readonly graph: "shop" | "library";
  /** Bodies of GraphQL-over-HTTP requests. */
  readonly requests: readonly string[];
  /** Clients that each send one request after another. */
  readonly connections: number;
}

const SMALL_PAGE = "{ topProducts(first: 5) { upc name price reviews { id body } } }";

const DEEP_QUERY = `
  fragment Person on User { id username name }
  fragment Opinion on Review { id body }
  fragment Thing on Product { upc name price weight inStock shippingEstimate }
  query Deep {
    users { ...Person reviews { ...Opinion product { ...Thing reviews { ...Opinion author { ...Person reviews {
      ...Opinion product { ...Thing } } } } } } }
    topProducts(first: 5) { ...Thing reviews { ...Opinion author { ...Person reviews { ...Opinion product { ...Thing } } } } }
  }`;

const MISSION_QUERY = `
  query BooksWithComments {
    books(first: 20) {
      nodes { id title author comments(first: 5) { nodes { body author { username } } pageInfo { hasNextPage } } commentCount }
      pageInfo { endCursor hasNextPage }
      totalCount
    }
  }`;

const ENTITY_QUERY = "query Product($upc: String!) { product(upc: $upc) { upc name price description } }";
const LARGE_LIST = "{ catalogue(first: 6600) { upc name description price weight } }";

const DISTINCT_OPERATIONS = 500;
const CLIENTS = 32;

/** What is measured, small to large. */
export const WORKLOADS: readonly Workload[] = [
  { name: "small page, 2 hops", graph: "shop", connections: CLIENTS, requests: [buildRequest(SMALL_PAGE)] },
  {
    name: "mission query with JWT, 3 hops",
    graph: "library",
    connections: CLIENTS,
    requests: [buildRequest(MISSION_QUERY)],
  },
  { name: "deep query", graph: "shop", connections: 16, requests: [buildRequest(DEEP_QUERY)] },
  {
    name: "one entity by id",
    graph: "shop",
    connections: CLIENTS,
    requests: [buildRequest(ENTITY_QUERY, { upc: "7" })],
  },
  { name: "1 MB list", graph: "shop", connections: 4, requests: [buildRequest(LARGE_LIST)] },
  { name: "500 distinct operations", graph: "shop", connections: CLIENTS, requests: buildDistinctRequests() },
];

function buildDistinctRequests(): string[] {
  return Array.from({ length: DISTINCT_OPERATIONS }, (_item, index) =>
    buildRequest(`query Distinct${index} { products${index}: topProducts(first: 5) { upc name reviews { id body } } }`),
  );
}

/** The body of a request, as a client sends it. */
export function buildRequest(query: string, variables?: Readonly<Record<string, unknown>>): string {
  const shortened = query.replace(/\s+/g, " ").trim();
  return JSON.stringify(variables === undefined ? { query: shortened } : { query: shortened, variables });
}
