import {
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from "graphql";

import { remember } from "../remember.ts";

/** The type of an object; an interface when no more is known of it. */
export type RuntimeType = GraphQLObjectType | GraphQLInterfaceType;

/** Types by the `__typename` of objects; `undefined` when an object has none. */
export type RuntimeTypes = ReadonlyMap<unknown, RuntimeType>;

const knownTypes = new WeakMap<GraphQLSchema, Map<string, RuntimeTypes>>();

/**
 * The `__typename` values that a field of `type` may hold, and the type that each stands for. Besides the types that
 * clients know, an object may have no `__typename`, if its subgraph knows one type only. It may also have an
 * interface's name, from a subgraph that has the interface as a type of its own (`@interfaceObject`).
 */
export function findRuntimeTypes(apiSchema: GraphQLSchema, type: GraphQLCompositeType): RuntimeTypes {
  const ofSchema = remember(knownTypes, apiSchema, () => new Map<string, RuntimeTypes>());
  return remember(ofSchema, type.name, () => buildRuntimeTypes(apiSchema, type));
}

function buildRuntimeTypes(apiSchema: GraphQLSchema, type: GraphQLCompositeType): RuntimeTypes {
  const types = new Map<unknown, RuntimeType>();
  // Members of a union have no fields in common.
  if (!isUnionType(type)) {
    types.set(undefined, type);
    for (const name of findWiderTypes(apiSchema, type)) types.set(name, type);
    types.set(type.name, type);
  }
  if (isInterfaceType(type)) {
    for (const narrower of apiSchema.getImplementations(type).interfaces) types.set(narrower.name, narrower);
  }
  if (!isObjectType(type)) {
    for (const possible of apiSchema.getPossibleTypes(type)) types.set(possible.name, possible);
  }
  return types;
}

function findWiderTypes(apiSchema: GraphQLSchema, type: RuntimeType): string[] {
  const all = Object.values(apiSchema.getTypeMap());
  return all.filter((other) => isAbstractType(other) && apiSchema.isSubType(other, type)).map(({ name }) => name);
}
