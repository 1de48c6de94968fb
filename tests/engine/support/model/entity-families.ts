import { type GraphQLSchema, isInterfaceType, isObjectType } from "graphql";
import type { SupergraphModel } from "./supergraph-model.ts";

/**
 * Entities that share their identities: those of one type, or of all types of an entity interface, so that a subgraph
 * that knows the interface only as `@interfaceObject` speaks of the same entity as one that knows its type.
 */
export interface EntityFamily {
  readonly name: string;
  /** The type of each entity, by its index. */
  readonly typenames: readonly string[];
}

/** How many entities there are of each type: few, so that paths often meet in one entity. */
const ENTITIES_PER_TYPE = 4;

/** The family of every entity type, and of every entity interface. */
export function buildEntityFamilies(model: SupergraphModel): ReadonlyMap<string, EntityFamily> {
  const schema = model.supergraphSchema;
  const families = new Map<string, EntityFamily>();
  const keyed = Object.keys(schema.getTypeMap()).filter((name) => hasKey(model, name));
  for (const name of keyed.filter((name) => isObjectType(schema.getType(name)))) {
    families.set(name, buildFamily(name, [name]));
  }
  for (const name of keyed.filter((name) => isInterfaceType(schema.getType(name)))) {
    const members = listMembers(schema, name);
    const family = buildFamily(name, members);
    for (const member of [name, ...members]) families.set(member, family);
  }
  return families;
}

/** The object types that can stand for a type: itself, or those that implement it or are its members. */
export function listMembers(schema: GraphQLSchema, name: string): readonly string[] {
  const type = schema.getType(name);
  if (isObjectType(type)) return [name];
  if (type === undefined || !("astNode" in type)) return [];
  return isInterfaceType(type)
    ? schema.getPossibleTypes(type).map((member) => member.name)
    : "getTypes" in type
      ? type.getTypes().map((member) => member.name)
      : [];
}

function hasKey({ subgraphs }: SupergraphModel, name: string): boolean {
  return subgraphs.some(({ types }) => (types.get(name)?.keys.length ?? 0) > 0);
}

function buildFamily(name: string, members: readonly string[]): EntityFamily {
  const typenames = Array.from({ length: ENTITIES_PER_TYPE }, () => members).flat();
  return { name, typenames };
}
