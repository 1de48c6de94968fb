import { type FieldDefinitionNode, Kind, type TypeNode } from "graphql";
import { findDirectives, readArgument } from "../../../composition/federation-directives.ts";
import type { SchemaRule } from "../schema-rule.ts";
import { isExternal, readNamedType, type SubgraphFacts, type TypeFacts } from "../subgraph-facts.ts";

/**
 * A list has a bound: it is a page of a connection (GraphQL Cursor Connections Specification), or `@listSize`
 * (https://specs.apollo.dev/cost/v0.1) on itself or on the field that leads to it declares its size.
 */
export const boundedList: SchemaRule = {
  code: "supergraph/bounded-list",
  mend: "Make it a connection, or declare its bound with @listSize(assumedSize: …) or @listSize(slicingArguments: […]).",
  check: (subgraph) =>
    [...subgraph.types.values()].flatMap((type) =>
      type.fields
        .filter(({ type: fieldType }) => isList(fieldType))
        .filter((field) => !isBounded(field, type, subgraph))
        .map((field) => ({
          at: field.name,
          message: `${type.name}.${field.name.value} is a list that may grow without end.`,
        })),
    ),
};

function isList(type: TypeNode): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return isList(type.type);
  return type.kind === Kind.LIST_TYPE;
}

function isBounded(field: FieldDefinitionNode, type: TypeFacts, subgraph: SubgraphFacts): boolean {
  return (
    isExternal(field, subgraph) ||
    isPageOfConnection(type) ||
    hasListSize(field, subgraph) ||
    isSizedByParent(field, type, subgraph)
  );
}

function isPageOfConnection({ name, fields }: TypeFacts): boolean {
  return name.endsWith("Connection") && fields.some((field) => field.name.value === "pageInfo");
}

function hasListSize(field: FieldDefinitionNode, { directiveNames }: SubgraphFacts): boolean {
  return findDirectives(field, "listSize", directiveNames).some(
    (directive) =>
      typeof readArgument(directive, "assumedSize") === "number" ||
      readNames(readArgument(directive, "slicingArguments")).length > 0,
  );
}

/** Whether a field that returns `type` bounds this list of it with `sizedFields`. */
function isSizedByParent(field: FieldDefinitionNode, type: TypeFacts, subgraph: SubgraphFacts): boolean {
  const parents = [...subgraph.types.values()].flatMap(({ fields }) => fields);
  return parents
    .filter((parent) => readNamedType(parent.type) === type.name && hasListSize(parent, subgraph))
    .flatMap((parent) => findDirectives(parent, "listSize", subgraph.directiveNames))
    .some((directive) => readNames(readArgument(directive, "sizedFields")).includes(field.name.value));
}

function readNames(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
