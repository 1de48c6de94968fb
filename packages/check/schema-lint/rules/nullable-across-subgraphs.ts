import { type FieldDefinitionNode, Kind, type TypeNode } from "graphql";
import { hasDirective } from "../../../composition/federation-directives.ts";
import type { GraphFacts, SchemaRule, Violation } from "../schema-rule.ts";
import {
  isExternal,
  isKeyField,
  listPossibleTypes,
  readNamedType,
  type SubgraphFacts,
  type TypeFacts,
} from "../subgraph-facts.ts";

/**
 * If a subgraph is down, only its own fields are lost. So every field that leads to another subgraph's entity, and every
 * field contributed to one, may be null.
 */
export const nullableAcrossSubgraphs: SchemaRule = {
  code: "supergraph/nullable-across-subgraphs",
  mend: "Make the field nullable, so that the rest of the answer survives.",
  check: (subgraph, graph) =>
    [...subgraph.types.values()].flatMap((type) =>
      type.fields
        .filter((field) => !isExternal(field, subgraph) && !isKeyField(field, type))
        .flatMap((field) => checkField(field, type, subgraph, graph)),
    ),
};

function checkField(
  field: FieldDefinitionNode,
  type: TypeFacts,
  subgraph: SubgraphFacts,
  graph: GraphFacts,
): Violation[] {
  const coordinate = `${type.name}.${field.name.value}`;
  const message =
    describeContribution(coordinate, field, type, subgraph, graph) ??
    describeReference(coordinate, field, subgraph, graph);
  return message === null ? [] : [{ at: field.name, message }];
}

/** For a field of ours in another subgraph's entity. */
function describeContribution(
  coordinate: string,
  field: FieldDefinitionNode,
  type: TypeFacts,
  subgraph: SubgraphFacts,
  graph: GraphFacts,
): string | null {
  const owner = findForeignOwner(type.name, subgraph, graph);
  if (owner === null || field.type.kind !== Kind.NON_NULL_TYPE) return null;
  // If the owner resolves the field too, it is not lost with us, unless we override it.
  const isShared = owner.types.get(type.name)?.fields.some(({ name }) => name.value === field.name.value);
  if (isShared && !hasDirective(field, "override", subgraph.directiveNames)) return null;
  return `${coordinate} is contributed to an entity of ${owner.name}, and is non-null: without ${subgraph.name} the whole ${type.name} is lost.`;
}

/** For a field of ours whose value another subgraph completes. */
function describeReference(
  coordinate: string,
  field: FieldDefinitionNode,
  subgraph: SubgraphFacts,
  graph: GraphFacts,
): string | null {
  if (!isNonNullThroughout(field.type)) return null;
  for (const typeName of listPossibleTypes(readNamedType(field.type), subgraph)) {
    const owner = findForeignOwner(typeName, subgraph, graph);
    if (owner === null) continue;
    return `${coordinate} leads to ${typeName}, an entity of ${owner.name}, and is non-null: without ${owner.name} more than this field is lost.`;
  }
  return null;
}

function findForeignOwner(
  typeName: string,
  subgraph: SubgraphFacts,
  { owners, subgraphs }: GraphFacts,
): SubgraphFacts | null {
  const owner = owners.get(typeName);
  if (owner === undefined || owner === subgraph.name) return null;
  return subgraphs.find(({ name }) => name === owner) ?? null;
}

/** It is enough that a list may be null as a whole, or at its items. */
function isNonNullThroughout(type: TypeNode): boolean {
  if (type.kind !== Kind.NON_NULL_TYPE) return false;
  return type.type.kind !== Kind.LIST_TYPE || isNonNullThroughout(type.type.type);
}
