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

/** The rules that stand in a supergraph itself. */
export type DirectRules = Omit<AccessRules, "indirect">;

/**
 * What fields need because of rules that stand elsewhere, by coordinate. Composition before
 * November 2025 (2.9.5, 2.10.4, 2.11.5, 2.12.1) left them there:
 *
 * - the rule of an interface, or of its field, that no rules of the implementing types account for;
 * - what a caller would need to select all that the field is computed from (`@requires`, `@fromContext`), however long
 *   the chain.
 *
 * An entity's key is not among it: a key only tells subgraphs which object is meant, and reaches no client.
 *
 * @throws Error when the supergraph does not tell what a field is computed from
 */
export function findIndirectRequirements(
  schema: Schema,
  rules: DirectRules,
): ReadonlyMap<string, Requirement> {
  const found = new Map<string, Requirement>();
  if (rules.byCoordinate.size === 0) return found;
  const collect = createCollector(schema, rules);
  // An interface object answers for its interface also where clients know no type that implements that.
  for (const type of [...schema.objectTypes(), ...schema.interfaceTypes()]) {
    for (const { name } of type.fields()) {
      const requirement = collect(type, name);
      if (requirement.length > 0) found.set(`${type.name}.${name}`, requirement);
    }
  }
  return found;
}

type Groups = (readonly AccessRule[])[];

function createCollector(schema: Schema, rules: DirectRules) {
  const sourcesOf = createFieldSources(schema);
  const direct = askDirectly(schema, rules);
  return (type: FieldParent, fieldName: string): Requirement => {
    const groups: Groups = [];
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

/** What the rules that stand at what is asked for require. Hidden types count: subgraphs see them. */
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
