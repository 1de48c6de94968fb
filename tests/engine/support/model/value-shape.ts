import {
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";
import { listMembers } from "./entity-families.ts";
import type { SubgraphModel, SupergraphModel } from "./supergraph-model.ts";

/** What values a field can have: those that every subgraph that resolves it could give. */
export type ValueShape = { readonly isNullable: boolean } & (
  | { readonly kind: "list"; readonly item: ValueShape }
  | { readonly kind: "object"; readonly typenames: readonly string[] }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "scalar"; readonly scalar: string }
);

/** A field's type as one subgraph defines it. */
export interface TypeInSubgraph {
  readonly subgraph: SubgraphModel;
  readonly type: GraphQLOutputType;
}

/** Joins what several subgraphs say of one field; a key is never null, or nothing could be found by it. */
export function buildValueShape(model: SupergraphModel, types: readonly TypeInSubgraph[], isKey: boolean): ValueShape {
  const isNullable = !isKey && types.every(({ type }) => !isNonNullType(type));
  const inner = types.map(({ subgraph, type }) => ({
    subgraph,
    type: isNonNullType(type) ? type.ofType : type,
  }));
  const items = inner.flatMap(({ subgraph, type }) =>
    isListType(type) ? [{ subgraph, type: type.ofType as GraphQLOutputType }] : [],
  );
  if (items.length > 0) return { isNullable, kind: "list", item: buildValueShape(model, items, isKey) };
  return { isNullable, ...buildNamedShape(model, inner) };
}

type NamedShape = ValueShape extends infer Shape
  ? Shape extends ValueShape
    ? Omit<Shape, "isNullable">
    : never
  : never;

function buildNamedShape(model: SupergraphModel, types: readonly TypeInSubgraph[]): NamedShape {
  const [first] = types;
  if (first === undefined) throw new Error("nothing resolves this field");
  const named = getNamedType(first.type);
  if (isEnumType(named)) return { kind: "enum", values: intersect(types.map(({ type }) => listEnumValues(type))) };
  if (!isObjectType(named) && !isAbstractType(named)) return { kind: "scalar", scalar: named.name };
  return { kind: "object", typenames: intersect(types.map((type) => listTypenames(model, type))) };
}

function listEnumValues(type: GraphQLOutputType): readonly string[] {
  const named: GraphQLNamedType = getNamedType(type);
  return isEnumType(named) ? named.getValues().map(({ name }) => name) : [];
}

/** An interface object stands for every type of the interface: its subgraph knows none of them. */
function listTypenames(model: SupergraphModel, { subgraph, type }: TypeInSubgraph): readonly string[] {
  const { name } = getNamedType(type);
  const isInterfaceObject = subgraph.types.get(name)?.isInterfaceObject === true;
  return listMembers(isInterfaceObject ? model.supergraphSchema : subgraph.schema, name);
}

function intersect(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  return first.filter((value) => others.every((list) => list.includes(value)));
}
