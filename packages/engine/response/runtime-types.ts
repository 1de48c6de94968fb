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

/** What an object may be of: an interface when no more is told of it. */
export type RuntimeType = GraphQLObjectType | GraphQLInterfaceType;

/** Types by what objects say of themselves under `__typename`; `undefined` for those that say nothing. */
export type RuntimeTypes = ReadonlyMap<unknown, RuntimeType>;

const knownTypes = new WeakMap<GraphQLSchema, Map<string, RuntimeTypes>>();

/**
 * What an object in a place of `type` may say it is, and which type that makes it. Beside the types that clients know
 * it may say nothing, where the subgraph knows one type only, or the name of an interface, where it knows the interface
 * as a type of its own (`@interfaceObject`): then it counts as whatever is certain.
 */
export function findRuntimeTypes(apiSchema: GraphQLSchema, type: GraphQLCompositeType): RuntimeTypes {
  const ofSchema = knownTypes.get(apiSchema) ?? new Map<string, RuntimeTypes>();
  knownTypes.set(apiSchema, ofSchema);
  const known = ofSchema.get(type.name) ?? buildRuntimeTypes(apiSchema, type);
  ofSchema.set(type.name, known);
  return known;
}

function buildRuntimeTypes(apiSchema: GraphQLSchema, type: GraphQLCompositeType): RuntimeTypes {
  const types = new Map<unknown, RuntimeType>();
  // A member of a union has nothing in common with the others.
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
  return all
    .filter((other) => isAbstractType(other) && apiSchema.isSubType(other, type))
    .map(({ name }) => name);
}
