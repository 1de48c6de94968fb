import {
  type CompositeType,
  type FieldDefinition,
  type InterfaceType,
  isObjectType,
  isUnionType,
  type Schema,
  type SelectionSet,
} from "@apollo/federation-internals";
import { GraphQLInterfaceType, GraphQLObjectType } from "graphql";
import type { AccessRule } from "../identity/access-rule.ts";
import { createFieldSources, type FieldParent } from "./field-sources.ts";
import { type AccessRules, createRequirements, distinctGroups, type Requirement } from "./requirements.ts";

type DirectRules = Omit<AccessRules, "indirect">;

/**
 * The requirements of fields from rules on other elements, by coordinate. Composition before November 2025 (2.9.5,
 * 2.10.4, 2.11.5, 2.12.1) did not add to a field:
 *
 * - the rule of an interface, or of its field, that the rules of the implementing types do not imply;
 * - the rules of everything that the field is computed from (`@requires`, `@fromContext`), directly or indirectly.
 *
 * An entity's key does not count: it only tells subgraphs which object is meant, and reaches no client.
 *
 * @throws Error when the supergraph does not tell what a field is computed from
 */
export function findIndirectRequirements(schema: Schema, rules: DirectRules): ReadonlyMap<string, Requirement> {
  const found = new Map<string, Requirement>();
  if (rules.byCoordinate.size === 0) return found;
  const collect = createCollector(schema, rules);
  // An interface object has fields also when clients know no type that implements its interface.
  for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
    for (const { name } of type.fields()) {
      const requirement = collect(type, name);
      if (requirement.length > 0) found.set(`${type.name}.${name}`, requirement);
    }
  }
  return found;
}

function createCollector(schema: Schema, rules: DirectRules) {
  const sourcesOf = createFieldSources(schema);
  const direct = askDirectly(schema, rules);
  return (type: FieldParent, fieldName: string): Requirement => {
    const groups: (readonly AccessRule[])[] = [];
    const seen = new Set<string>();

    function addField(parent: FieldParent, name: string): void {
      const coordinate = `${parent.name}.${name}`;
      if (seen.has(coordinate)) return;
      seen.add(coordinate);
      groups.push(...inheritedRules(rules, parent, name).map((rule) => [rule]));
      for (const { type: source, selectionSet } of sourcesOf(parent, name)) {
        groups.push(...direct.ofType(source));
        addSelections(selectionSet);
      }
    }

    function addSelections(selectionSet: SelectionSet): void {
      for (const selection of selectionSet.selections()) {
        if (selection.kind === "FieldSelection") addSelected(selection.element.definition);
        else groups.push(...direct.ofType(selection.element.typeCondition?.name));
        if (selection.selectionSet !== undefined) addSelections(selection.selectionSet);
      }
    }

    function addSelected({ parent, name }: FieldDefinition<CompositeType>): void {
      if (isUnionType(parent) || name.startsWith("__")) return;
      groups.push(...direct.ofField(parent.name, name));
      const implementing = isObjectType(parent) ? [] : parent.possibleRuntimeTypes();
      for (const each of [parent, ...implementing]) addField(each, name);
    }

    addField(type, fieldName);
    return distinctGroups(groups);
  };
}

/** The requirements of an element's own rules. Types hidden from clients count, as subgraphs see them. */
function askDirectly(schema: Schema, rules: DirectRules) {
  const whole = schema.toGraphQLJSSchema();
  const requirements = createRequirements(whole, { ...rules, indirect: new Map() });
  return {
    ofType(typeName: string | undefined): Requirement {
      const type = typeName === undefined ? undefined : whole.getType(typeName);
      return type === undefined ? [] : requirements.ofType(type);
    },
    ofField(typeName: string, fieldName: string): Requirement {
      const type = whole.getType(typeName);
      return hasFields(type) ? requirements.ofField(type, fieldName) : [];
    },
  };
}

function hasFields(type: unknown): type is GraphQLObjectType | GraphQLInterfaceType {
  return type instanceof GraphQLObjectType || type instanceof GraphQLInterfaceType;
}

function inheritedRules(rules: DirectRules, type: FieldParent, fieldName: string): AccessRule[] {
  return type.interfaces().flatMap((declaring: InterfaceType) => {
    const field = declaring.field(fieldName);
    if (field === undefined) return [];
    const { derivedInterfaces, derivedFields, byCoordinate } = rules;
    const ofType = derivedInterfaces.has(declaring.name) ? undefined : byCoordinate.get(declaring.name);
    const ofField = derivedFields.has(field.coordinate) ? undefined : byCoordinate.get(field.coordinate);
    return [ofType, ofField].filter((rule) => rule !== undefined);
  });
}
