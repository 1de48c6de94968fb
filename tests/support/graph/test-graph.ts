import { join } from "node:path";

/** The built graph of the tests' own: accounts, and two subgraphs without a database. */
export const TEST_GRAPH = join("dist", "test-graph");

/** What the router serves in it. */
export const TEST_SUPERGRAPH = join(TEST_GRAPH, "supergraph.graphql");

/** Operations of it, for the explorer. */
export const TEST_OPERATIONS = join("tests", "support", "graph", "operations");

/** The subgraphs of it that are no part of the product: items and, beside them, notes of users on items. */
export const TEST_SUBGRAPHS = ["items", "notes"] as const;

/** What the demo user editor may do in it, beside the scopes of the product. */
export const TEST_SCOPES = "items:write";
