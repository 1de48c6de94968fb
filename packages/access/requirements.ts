import {
  type GraphQLAbstractType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
} from "graphql";
import type { AccessRule } from "../identity/access-rule.ts";

/** A caller must satisfy one rule of each group to see a part of the graph. Empty: no requirement. */
export type Requirement = readonly (readonly AccessRule[])[];

/** The rules of a supergraph. Equal rules are the same object, so that they can be counted and compared. */
export interface AccessRules {
  /** By schema coordinate: `User` for an object, interface, scalar or enum type, `User.email` for a field. */
  readonly byCoordinate: ReadonlyMap<string, AccessRule>;
  /**
   * Interfaces whose rule equals the rules of their implementing types together. Composition puts such a rule on every
   * interface with a protected implementation, and accepts no other since version 2.9.5.
   */
  readonly derivedInterfaces: ReadonlySet<string>;
  /** The same for fields of interfaces, by coordinate. */
  readonly derivedFields: ReadonlySet<string>;
  /** The requirements of fields from rules on other elements: see `findIndirectRequirements`. */
  readonly indirect: ReadonlyMap<string, Requirement>;
}

type FieldParent = GraphQLObjectType | GraphQLInterfaceType;

/** Finds what the types and fields of one schema require of a caller. */
export type Requirements = ReturnType<typeof createRequirements>;

/** The requirements of `apiSchema` under `rules`, each computed at its first use. */
export function createRequirements(
  apiSchema: GraphQLSchema,
  { byCoordinate, derivedInterfaces, indirect }: AccessRules,
) {
  const known = new Map<string, Requirement>();

  function remember(coordinate: string, compute: () => Requirement): Requirement {
    const requirement = known.get(coordinate) ?? compute();
    known.set(coordinate, requirement);
    return requirement;
  }

  function requirementOfType(type: GraphQLNamedType): Requirement {
    const own = derivedInterfaces.has(type.name) ? undefined : byCoordinate.get(type.name);
    const ownGroups = own === undefined ? [] : [[own]];
    return isAbstractType(type) ? [...ownGroups, ...oneReadableType(type)] : ownGroups;
  }

  /** A value of an abstract type can be read if one of its possible types can. */
  function oneReadableType(type: GraphQLAbstractType): Requirement {
    const possibleTypes = apiSchema.getPossibleTypes(type);
    const group = possibleTypes.flatMap(({ name }) => byCoordinate.get(name) ?? []);
    return group.length === 0 || group.length < possibleTypes.length ? [] : [[...new Set(group)]];
  }

  function requirementOfField(parentType: FieldParent, fieldName: string): Requirement {
    // A selection on an interface reads from all its possible types.
    const others = isInterfaceType(parentType) ? apiSchema.getPossibleTypes(parentType) : [];
    const types = [parentType, ...others].map(({ name }) => ({ name, coordinate: `${name}.${fieldName}` }));
    const coordinates = types.flatMap(({ name, coordinate }) => [name, coordinate]);
    const own = new Set(coordinates.flatMap((coordinate) => byCoordinate.get(coordinate) ?? []));
    return [
      ...[...own].map((rule) => [rule]),
      ...ofType(returnedType(parentType, fieldName)),
      ...distinctGroups(types.flatMap(({ coordinate }) => indirect.get(coordinate) ?? [])),
    ];
  }

  /** The requirement of a value of `type`: for a field that returns it, and for a fragment on it. */
  const ofType = (type: GraphQLNamedType) => remember(type.name, () => requirementOfType(type));
  return {
    ofType,
    /**
     * The requirement of a field on `parentType`: the rules of the field, of the type that has it, of the type it
     * returns, and of everything that it is computed from. On an interface, also the rules of every type that the object
     * may have; fragments on these types require less. Throws when the type has no such field.
     */
    ofField: (parentType: FieldParent, fieldName: string) =>
      remember(`${parentType.name}.${fieldName}`, () => requirementOfField(parentType, fieldName)),
  };
}

/** Whether a caller who satisfies exactly the rules in `satisfied` meets `requirement`. */
export function isMet(requirement: Requirement, satisfied: ReadonlySet<AccessRule>): boolean {
  return requirement.every((group) => group.some((rule) => satisfied.has(rule)));
}

/** The same requirement without equal groups. */
export function distinctGroups(groups: Requirement): Requirement {
  return [...new Map(groups.map((group) => [JSON.stringify(group), group])).values()];
}

/** The type a field returns, without lists and non-nulls. Throws when the type has no such field. */
export function returnedType(parentType: FieldParent, fieldName: string) {
  const field = parentType.getFields()[fieldName];
  if (field === undefined) throw new Error(`The schema has no field ${parentType.name}.${fieldName}.`);
  return getNamedType(field.type);
}
