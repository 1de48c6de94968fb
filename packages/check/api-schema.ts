import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import type { GraphQLSchema } from "graphql";
import { declareDefer } from "../engine/operation/defer-directive.ts";
import type { Graph } from "./step.ts";

const supergraphs = new WeakMap<Graph, Supergraph>();
const apiSchemas = new WeakMap<Graph, GraphQLSchema>();

/** Reads a graph's supergraph, once for the same Graph. Throws an Error when the SDL is not one. */
export function buildSupergraph(graph: Graph): Supergraph {
  const options = { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES };
  const supergraph = supergraphs.get(graph) ?? Supergraph.build(graph.supergraphSdl, options);
  supergraphs.set(graph, supergraph);
  return supergraph;
}

/**
 * Builds the schema that clients of a graph see: without what is `@inaccessible` and without the
 * machinery of federation, with the router's `@defer`. The same Graph gives the same schema, built once.
 * Throws an Error when the SDL is not a supergraph.
 */
export function buildApiSchema(graph: Graph): GraphQLSchema {
  const known = apiSchemas.get(graph);
  if (known) return known;
  const schema = declareDefer(buildSupergraph(graph).apiSchema().toGraphQLJSSchema());
  apiSchemas.set(graph, schema);
  return schema;
}
