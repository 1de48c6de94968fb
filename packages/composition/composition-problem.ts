import { type CompositionSuccess, extractValidationError } from "@apollo/composition";
import type { ASTNode, GraphQLError } from "graphql";
import type { Place, Problem } from "./problem.ts";
import { findDefinitions, findNodePlace, type SubgraphDocument } from "./subgraph-document.ts";
import type { SubgraphSchema } from "./subgraph-schema.ts";

/** Builds the record of a syntax error in the SDL of one subgraph. */
export function buildSyntaxProblem(error: GraphQLError, { name, file }: SubgraphSchema): Problem {
  const { line, column } = error.locations?.[0] ?? { line: null, column: null };
  const places = [{ file, line, column, subgraph: name }];
  return { severity: "error", code: "INVALID_GRAPHQL", message: error.message, mend: null, places };
}

/** Builds the record of a composition error, whichever stage of composition raised it. */
export function buildErrorProblem(error: GraphQLError, subgraphs: readonly SubgraphDocument[]): Problem {
  // Composition puts "[books] " before the message of an error of one subgraph. If the error has no nodes, nothing else
  // tells the subgraph.
  const culprit = subgraphs.find(({ name }) => error.message.startsWith(`[${name}] `));
  const message = culprit ? error.message.slice(culprit.name.length + 3) : error.message;
  const { code } = error.extensions;
  return {
    severity: "error",
    code: typeof code === "string" ? code : "COMPOSITION_FAILED",
    message,
    mend: null,
    places: findErrorPlaces(error, message, culprit, subgraphs),
  };
}

/** Builds the record of a hint. Composition ranks hints; all of them are warnings here. */
export function buildHintProblem(
  hint: CompositionSuccess["hints"][number],
  subgraphs: readonly SubgraphDocument[],
): Problem {
  const places = findNodePlaces(hint.nodes ?? [], subgraphs);
  return {
    severity: "warning",
    code: hint.definition.code,
    message: hint.message,
    mend: null,
    places: places.length > 0 ? places : findDefinitionPlaces(hint.coordinate, subgraphs),
  };
}

function findErrorPlaces(
  error: GraphQLError,
  message: string,
  culprit: SubgraphDocument | undefined,
  subgraphs: readonly SubgraphDocument[],
): Place[] {
  const places = findNodePlaces(error.nodes ?? [], subgraphs);
  if (places.length > 0) return places;
  const suspects = culprit ? [culprit] : subgraphs;
  const mentioned = findDefinitionPlaces(
    findUnsatisfiableField(error) ?? findQuotedCoordinate(message, suspects),
    suspects,
  );
  if (mentioned.length > 0 || !culprit) return mentioned;
  return [{ file: culprit.source.name, line: null, column: null, subgraph: culprit.name }];
}

function findNodePlaces(nodes: readonly ASTNode[], subgraphs: readonly SubgraphDocument[]): Place[] {
  return nodes.flatMap((node) => findNodePlace(node, subgraphs) ?? []);
}

/** The places of the definitions of a coordinate in every subgraph. */
export function findDefinitionPlaces(coordinate: string | undefined, subgraphs: readonly SubgraphDocument[]): Place[] {
  if (coordinate === undefined) return [];
  return findNodePlaces(
    subgraphs.flatMap((subgraph) => findDefinitions(coordinate, subgraph)),
    subgraphs,
  );
}

// A satisfiability error has no nodes, but has the path of the query that cannot be answered.
function findUnsatisfiableField(error: GraphQLError): string | undefined {
  const transition = extractValidationError(error)?.supergraphUnsatisfiablePath.lastEdge()?.transition;
  return transition?.kind === "FieldCollection" ? transition.definition.coordinate : undefined;
}

// Some errors of one subgraph have no nodes, and name the element only in quotes.
function findQuotedCoordinate(message: string, suspects: readonly SubgraphDocument[]): string | undefined {
  const quoted = [...message.matchAll(/"([_A-Za-z]\w*(?:\.[_A-Za-z]\w*)?)"/g)].map(([, name]) => name ?? "");
  return quoted.find((name) => suspects.some((subgraph) => findDefinitions(name, subgraph).length > 0));
}
