import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import type { GraphQLSchema } from "graphql";
import type { Graph } from "./step.ts";

const apiSchemas = new WeakMap<Graph, GraphQLSchema>();

/**
 * Builds the schema that clients of a graph see: without what is `@inaccessible` and without the
 * machinery of federation. The same Graph gives the same schema, built once.
 * Throws an Error when the SDL is not a supergraph.
 */
export function buildApiSchema(graph: Graph): GraphQLSchema {
  const known = apiSchemas.get(graph);
  if (known) return known;
  const options = { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES };
  const schema = Supergraph.build(graph.supergraphSdl, options).apiSchema().toGraphQLJSSchema();
  apiSchemas.set(graph, schema);
  return schema;
}
