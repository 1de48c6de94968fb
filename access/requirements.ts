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
import type { AccessRules } from "./access-rules.ts";

/** What a caller needs to be given a part of the graph: to satisfy one rule of each group. Empty: nothing. */
export type Requirement = readonly (readonly AccessRule[])[];

/** Looks up what the types and fields of one schema require of a caller. */
export interface Requirements {
  /** To be given a value of `type`: asked of a field that returns it, and of a fragment on it. */
  ofType(type: GraphQLNamedType): Requirement;
  /**
   * To select a field on `parentType`: the rules of the field, of the type that has it, and of the type it returns.
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
      ]),
  };
}

/** Whether somebody who satisfies exactly the rules in `satisfied` meets `requirement`. */
export function isMet(requirement: Requirement, satisfied: ReadonlySet<AccessRule>): boolean {
  return requirement.every((group) => group.some((rule) => satisfied.has(rule)));
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

function rulesOfField(
  schema: GraphQLSchema,
  rules: AccessRules,
  parentType: GraphQLObjectType | GraphQLInterfaceType,
  fieldName: string,
): readonly AccessRule[] {
  const possibleTypes = isInterfaceType(parentType) ? schema.getPossibleTypes(parentType) : [];
  const coordinates = [parentType, ...possibleTypes].flatMap(({ name }) => [name, `${name}.${fieldName}`]);
  return [...new Set(coordinates.flatMap((coordinate) => rules.byCoordinate.get(coordinate) ?? []))];
}
