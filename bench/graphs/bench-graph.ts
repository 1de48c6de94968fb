import { readFileSync, writeFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { type GraphQLSchema, parse } from "graphql";
import { ACCESS_FEATURES } from "../../packages/access/access-features.ts";
import { removePurposes } from "../../packages/access/link-purposes.ts";
import { composeSupergraph } from "../../packages/composition/compose-supergraph.ts";

/** A subgraph of a benchmark's graph, executable in memory. */
export interface BenchSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
}

/** A federated graph whose subgraphs give the same answers whenever they are asked. */
export interface BenchGraph {
  readonly name: string;
  readonly subgraphs: readonly BenchSubgraph[];
}

/** Makes a subgraph of SDL in a file, and resolvers over data that never changes. */
export function buildSubgraph(name: string, sdlFile: URL, resolvers: object): BenchSubgraph {
  const sdl = readFileSync(sdlFile, "utf8");
  // The library's resolver map type knows no `__resolveReference`.
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as Record<string, never> });
  return { name, sdl, schema };
}

/** Composes `graph`, with each subgraph at the URL of its name in `urls`, into files that begin with `path`. */
export function writeSupergraph(graph: BenchGraph, path: string, urls: Readonly<Record<string, string>>) {
  const supergraphPath = `${path}.graphql`;
  const plainSupergraphPath = `${path}-plain.graphql`;
  const sdl = composeGraph(graph, urls);
  writeFileSync(supergraphPath, sdl);
  const features = ACCESS_FEATURES.map(({ versions }) => versions);
  writeFileSync(plainSupergraphPath, removePurposes(sdl, features));
  return { supergraphPath, plainSupergraphPath };
}

/** @throws Error when it does not compose */
function composeGraph(graph: BenchGraph, urls: Readonly<Record<string, string>>): string {
  const result = composeSupergraph(
    graph.subgraphs.map(({ name, sdl }) => ({ name, sdl, file: name, routingUrl: urls[name] ?? "" })),
  );
  if (!result.succeeded) throw new Error(result.errors.map(({ message }) => message).join("\n"));
  return result.supergraphSdl;
}
