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

/** What a caller needs to be given a part of the graph: to satisfy one rule of each group. Empty: nothing. */
export type Requirement = readonly (readonly AccessRule[])[];

/** What a supergraph asks of its callers. Equal rules are the same object, so they can be counted and compared. */
export interface AccessRules {
  /** By schema coordinate: `User` for an object, interface, scalar or enum type, `User.email` for a field. */
  readonly byCoordinate: ReadonlyMap<string, AccessRule>;
  /**
   * Interfaces whose rule says the same as the rules of their implementing types together. Composition puts such a
   * rule on every interface with a protected implementation, and accepts no other since version 2.9.5.
   */
  readonly derivedInterfaces: ReadonlySet<string>;
  /** The same of fields of interfaces, by coordinate. */
  readonly derivedFields: ReadonlySet<string>;
  /** What fields need because of rules that stand elsewhere: see `findIndirectRequirements`. */
  readonly indirect: ReadonlyMap<string, Requirement>;
}

/** Looks up what the types and fields of one schema require of a caller. */
export interface Requirements {
  /** To be given a value of `type`: asked of a field that returns it, and of a fragment on it. */
  ofType(type: GraphQLNamedType): Requirement;
  /**
   * To select a field on `parentType`: the rules of the field, of the type that has it, of the type it returns, and
   * of what the field is computed from.
   * On an interface, also those of every type the object may turn out to be, since the selection reads it from any
   * of them; fragments on the types themselves ask for less. Throws when the type has no such field.
   */
  ofField(parentType: GraphQLObjectType | GraphQLInterfaceType, fieldName: string): Requirement;
}

/** The requirements of `apiSchema` under `rules`, each worked out when it is first asked for. */
export function createRequirements(apiSchema: GraphQLSchema, rules: AccessRules): Requirements {
  const known = new Map<string, Requirement>();
  const ofType = (type: GraphQLNamedType) =>
    remember(known, type.name, () => requirementOfType(apiSchema, rules, type));
  return {
    ofType,
    ofField: (parentType, fieldName) =>
      remember(known, `${parentType.name}.${fieldName}`, () => [
        ...rulesOfField(apiSchema, rules, parentType, fieldName).map((rule) => [rule]),
        ...ofType(returnedType(parentType, fieldName)),
        ...indirectOfField(apiSchema, rules, parentType, fieldName),
      ]),
  };
}

/** Whether somebody who satisfies exactly the rules in `satisfied` meets `requirement`. */
export function isMet(requirement: Requirement, satisfied: ReadonlySet<AccessRule>): boolean {
  return requirement.every((group) => group.some((rule) => satisfied.has(rule)));
}

/** The same requirement, without what it says twice. */
export function distinctGroups(groups: Requirement): Requirement {
  return [...new Map(groups.map((group) => [JSON.stringify(group), group])).values()];
}

/** The type a field returns, without lists and non-nulls. Throws when the type has no such field. */
export function returnedType(parentType: GraphQLObjectType | GraphQLInterfaceType, fieldName: string) {
  const field = parentType.getFields()[fieldName];
  if (field === undefined) throw new Error(`The schema has no field ${parentType.name}.${fieldName}.`);
  return getNamedType(field.type);
}

function remember(known: Map<string, Requirement>, coordinate: string, compute: () => Requirement) {
  const requirement = known.get(coordinate) ?? compute();
  known.set(coordinate, requirement);
  return requirement;
}

function requirementOfType(schema: GraphQLSchema, rules: AccessRules, type: GraphQLNamedType): Requirement {
  const own = rules.derivedInterfaces.has(type.name) ? undefined : rules.byCoordinate.get(type.name);
  const ownGroups = own === undefined ? [] : [[own]];
  return isAbstractType(type) ? [...ownGroups, ...oneReadableType(schema, rules, type)] : ownGroups;
}

/** A value of an abstract type is worth something as soon as one of the types it may turn out to be may be read. */
function oneReadableType(schema: GraphQLSchema, rules: AccessRules, type: GraphQLAbstractType): Requirement {
  const possibleTypes = schema.getPossibleTypes(type);
  const group = possibleTypes.flatMap(({ name }) => rules.byCoordinate.get(name) ?? []);
  return group.length === 0 || group.length < possibleTypes.length ? [] : [[...new Set(group)]];
}

type FieldParent = GraphQLObjectType | GraphQLInterfaceType;

function rulesOfField(schema: GraphQLSchema, rules: AccessRules, parentType: FieldParent, fieldName: string) {
  const types = typesReadBy(schema, parentType);
  const coordinates = types.flatMap(({ name }) => [name, `${name}.${fieldName}`]);
  return [...new Set(coordinates.flatMap((coordinate) => rules.byCoordinate.get(coordinate) ?? []))];
}

function indirectOfField(
  schema: GraphQLSchema,
  rules: AccessRules,
  parentType: FieldParent,
  fieldName: string,
) {
  const types = rules.indirect.size === 0 ? [] : typesReadBy(schema, parentType);
  return distinctGroups(types.flatMap(({ name }) => rules.indirect.get(`${name}.${fieldName}`) ?? []));
}

/** A selection on an interface reads from every type that the object may turn out to be. */
function typesReadBy(schema: GraphQLSchema, parentType: FieldParent): readonly FieldParent[] {
  return isInterfaceType(parentType) ? [parentType, ...schema.getPossibleTypes(parentType)] : [parentType];
}
