import { composeServices } from "@apollo/composition";
import { GraphQLError } from "graphql";
import { carryOneOf } from "./carry-one-of.ts";
import { compareText } from "./compare-text.ts";
import { buildErrorProblem, buildHintProblem, buildSyntaxProblem } from "./composition-problem.ts";
import { findDroppedDirectives } from "./dropped-directives.ts";
import type { Problem } from "./problem.ts";
import { parseSubgraph, type SubgraphDocument } from "./subgraph-document.ts";
import type { SubgraphSchema } from "./subgraph-schema.ts";

/** A supergraph with composition's hints, or every error of composition. */
export type CompositionResult =
  | { readonly succeeded: true; readonly supergraphSdl: string; readonly hints: readonly Problem[] }
  | { readonly succeeded: false; readonly errors: readonly Problem[] };

/**
 * Composes subgraphs into a supergraph by the rules of Apollo Federation 2
 * (https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/composition).
 * The same subgraphs give the same bytes in any order. Subgraph names are unique.
 */
export function composeSupergraph(schemas: readonly SubgraphSchema[]): CompositionResult {
  const parsed = schemas.toSorted((a, b) => compareText(a.name, b.name)).map(parseOrReport);
  const syntaxErrors = parsed.filter((result) => "severity" in result);
  // Composing the rest would only add errors about what the unreadable subgraph defines.
  if (syntaxErrors.length > 0) return { succeeded: false, errors: syntaxErrors };
  const urls = new Map(schemas.map(({ name, routingUrl }) => [name, routingUrl]));
  const subgraphs = parsed.filter((result) => "document" in result);
  return composeDocuments(subgraphs, urls);
}

function composeDocuments(
  subgraphs: readonly SubgraphDocument[],
  urls: ReadonlyMap<string, string>,
): CompositionResult {
  const services = subgraphs.map(({ name, document }) => {
    return { name, url: urls.get(name) ?? "", typeDefs: document };
  });
  const { supergraphSdl: composed, hints, errors } = composeServices(services);
  if (errors) return { succeeded: false, errors: errors.map((error) => buildErrorProblem(error, subgraphs)) };
  const supergraphSdl = carryOneOf(subgraphs, composed);
  return {
    succeeded: true,
    supergraphSdl: `${supergraphSdl.trimEnd()}\n`,
    hints: [
      ...hints.map((hint) => buildHintProblem(hint, subgraphs)),
      ...findDroppedDirectives(subgraphs, supergraphSdl),
    ],
  };
}

function parseOrReport(schema: SubgraphSchema): SubgraphDocument | Problem {
  try {
    return parseSubgraph(schema);
  } catch (error) {
    if (error instanceof GraphQLError) return buildSyntaxProblem(error, schema);
    throw error;
  }
}
