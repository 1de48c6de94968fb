import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import type { GraphQLSchema } from "graphql";
import { orderKeys } from "./planner-defects/key-order.ts";

/** The features that the engine can run. The access features are among them because its owner enforces them first. */
const SUPPORTED_FEATURES: ReadonlySet<string> = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  "https://specs.apollo.dev/authenticated/v0.1",
  "https://specs.apollo.dev/requiresScopes/v0.1",
  "https://specs.apollo.dev/policy/v0.1",
  "https://specs.apollo.dev/context/v0.1",
  "https://specs.apollo.dev/cost/v0.1",
]);

/** A supergraph in the forms that planning and execution read. */
export interface LoadedSupergraph {
  readonly supergraph: Supergraph;
  /** Everything that subgraphs know, hidden from clients or not. */
  readonly schema: GraphQLSchema;
  readonly apiSchema: GraphQLSchema;
}

/** @throws GraphQLError when the SDL is not a valid supergraph, or needs a feature that the engine lacks */
export function buildSupergraph(supergraphSdl: string): LoadedSupergraph {
  const supergraph = Supergraph.build(orderKeys(supergraphSdl), {
    supportedFeatures: new Set(SUPPORTED_FEATURES),
  });
  return {
    supergraph,
    schema: supergraph.schema.toGraphQLJSSchema(),
    apiSchema: supergraph.apiSchema().toGraphQLJSSchema(),
  };
}
