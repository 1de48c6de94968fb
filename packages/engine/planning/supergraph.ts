import { DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { orderKeys } from "./planner-defects/key-order.ts";

/** The features that the engine can run. The access features are among them because its owner enforces them first. */
const SUPPORTED_FEATURES = new Set<string>([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  "https://specs.apollo.dev/authenticated/v0.1",
  "https://specs.apollo.dev/requiresScopes/v0.1",
  "https://specs.apollo.dev/policy/v0.1",
  "https://specs.apollo.dev/context/v0.1",
  "https://specs.apollo.dev/cost/v0.1",
]);

/** A supergraph in the forms that planning and execution read. */
export type LoadedSupergraph = ReturnType<typeof buildSupergraph>;

/** @throws GraphQLError when the SDL is not a valid supergraph, or needs a feature that the engine lacks */
export function buildSupergraph(supergraphSdl: string) {
  const supergraph = Supergraph.build(orderKeys(supergraphSdl), { supportedFeatures: SUPPORTED_FEATURES });
  return {
    supergraph,
    /** Everything that subgraphs know, hidden from clients or not. */
    schema: supergraph.schema.toGraphQLJSSchema(),
    apiSchema: supergraph.apiSchema().toGraphQLJSSchema(),
  };
}
