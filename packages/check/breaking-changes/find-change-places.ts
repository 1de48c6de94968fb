import { type ASTNode, Kind } from "graphql";
import type { Place } from "../../composition/problem.ts";
import { findDefinitions, findNodePlace, type SubgraphDocument } from "../../composition/subgraph-document.ts";
import { type Coordinate, parseCoordinate } from "./schema-change.ts";

/**
 * The places of a changed element in the subgraphs that own it; if it is removed, the place of what it was in. A
 * subgraph that has nothing left of it is named by its file alone.
 */
export function findChangePlaces(
  coordinate: string,
  owners: readonly string[],
  subgraphs: readonly SubgraphDocument[],
): Place[] {
  const owning = subgraphs.filter(({ name }) => owners.includes(name));
  return owning.map((subgraph) => findPlace(parseCoordinate(coordinate), subgraph));
}

function findPlace({ type, field, argument }: Coordinate, subgraph: SubgraphDocument): Place {
  const fields = field === null ? [] : findDefinitions(`${type}.${field}`, subgraph);
  const nodes = [...findArguments(fields, argument), ...fields, ...findDefinitions(type, subgraph)];
  const place = nodes[0] && findNodePlace(nodes[0], [subgraph]);
  return place ?? { file: subgraph.source.name, line: null, column: null, subgraph: subgraph.name };
}

function findArguments(fields: readonly ASTNode[], argument: string | null): ASTNode[] {
  return fields
    .flatMap((node) => (node.kind === Kind.FIELD_DEFINITION ? (node.arguments ?? []) : []))
    .filter(({ name }) => name.value === argument);
}
