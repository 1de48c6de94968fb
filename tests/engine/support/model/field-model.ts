import {
  type FieldNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { listMembers } from "./entity-families.ts";
import type { ContextArgument, FieldFacts } from "./subgraph-facts.ts";
import type { SubgraphModel, SupergraphModel } from "./supergraph-model.ts";
import { buildValueShape, type ValueShape } from "./value-shape.ts";

/** What it takes to know the value of a field, whoever resolves it. */
export interface FieldModel {
  readonly shape: ValueShape;
  /** The arguments its value depends on; a subgraph may have optional ones that clients do not see. */
  readonly argumentNames: ReadonlySet<string>;
  readonly contextArguments: readonly ContextArgument[];
  readonly requires: SelectionSetNode | null;
  /** Whether it is part of a key: its value is different for every object. */
  readonly isKey: boolean;
}

interface Definition {
  readonly subgraph: SubgraphModel;
  readonly facts: FieldFacts;
  readonly field: GraphQLField<unknown, unknown>;
}

/** The model of every field of every object type, and of what interface objects add, by `Type.field`. */
export function buildFieldModels(model: SupergraphModel): ReadonlyMap<string, FieldModel> {
  const keyFields = listFields(model, ({ types }) =>
    [...types].flatMap(([name, { keys }]) => keys.map(({ selection }) => ({ typeName: name, selection }))),
  );
  const models = new Map<string, FieldModel>();
  for (const [place, definitions] of groupDefinitions(model)) {
    models.set(place, buildFieldModel(model, place, definitions, keyFields.has(place)));
  }
  return models;
}

/** Every field, as `Type.field`, that subgraphs need of each other: a fault in one of these reaches others. */
export function listInternalFields(model: SupergraphModel): ReadonlySet<string> {
  return listFields(model, ({ types }) =>
    [...types].flatMap(([typeName, { keys, fields }]) => [
      ...keys.map(({ selection }) => ({ typeName, selection })),
      ...[...fields.values()].flatMap(({ requires }) => (requires ? [{ typeName, selection: requires }] : [])),
      ...[...fields.values()].flatMap(({ contextArguments }) =>
        contextArguments.flatMap(({ context, selection }) =>
          listSetters(model, context).map((setter) => ({ typeName: setter, selection })),
        ),
      ),
    ]),
  );
}

function listSetters({ subgraphs }: SupergraphModel, context: string): readonly string[] {
  return subgraphs.flatMap(({ types }) =>
    [...types].filter(([, { contexts }]) => contexts.includes(context)).map(([name]) => name),
  );
}

function buildFieldModel(
  model: SupergraphModel,
  place: string,
  definitions: readonly Definition[],
  isKey: boolean,
): FieldModel {
  const types = definitions.map(({ subgraph, field }) => ({ subgraph, type: field.type }));
  const contextArguments = definitions.flatMap(({ facts }) => facts.contextArguments);
  const visible = findField(model.apiSchema, place) ?? findField(model.supergraphSchema, place);
  const names = (visible?.args ?? []).map(({ name }) => name);
  return {
    shape: buildValueShape(model, types, isKey),
    argumentNames: new Set([...names, ...contextArguments.map(({ name }) => name)]),
    contextArguments,
    requires: definitions.find(({ facts }) => facts.requires !== null)?.facts.requires ?? null,
    isKey,
  };
}

function groupDefinitions(model: SupergraphModel): ReadonlyMap<string, readonly Definition[]> {
  const groups = new Map<string, Definition[]>();
  for (const { typeName, definition } of model.subgraphs.flatMap((subgraph) => listDefinitions(model, subgraph))) {
    const place = `${typeName}.${definition.field.name}`;
    groups.set(place, [...(groups.get(place) ?? []), definition]);
  }
  return groups;
}

/** The fields that a subgraph resolves, those of an interface object for each type that it stands for. */
function listDefinitions(model: SupergraphModel, subgraph: SubgraphModel) {
  return [...subgraph.types].flatMap(([name, { fields, isInterfaceObject }]) => {
    const type = subgraph.schema.getType(name);
    if (!isObjectType(type)) return [];
    const owners = isInterfaceObject ? [name, ...listMembers(model.supergraphSchema, name)] : [name];
    return [...fields].flatMap(([fieldName, facts]) => {
      const field = type.getFields()[fieldName];
      if (field === undefined || facts.isExternal || subgraph.overridden.has(`${name}.${fieldName}`)) return [];
      return owners.map((typeName) => ({ typeName, definition: { subgraph, facts, field } }));
    });
  });
}

interface Selected {
  readonly typeName: string;
  readonly selection: SelectionSetNode;
}

function listFields(
  model: SupergraphModel,
  list: (subgraph: SubgraphModel) => readonly Selected[],
): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const subgraph of model.subgraphs) {
    for (const { typeName, selection } of list(subgraph)) collectFields(model, subgraph, typeName, selection, fields);
  }
  return fields;
}

function collectFields(
  model: SupergraphModel,
  subgraph: SubgraphModel,
  typeName: string,
  { selections }: SelectionSetNode,
  fields: Set<string>,
): void {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) collectField(model, subgraph, typeName, node, fields);
    if (node.kind === Kind.INLINE_FRAGMENT) {
      collectFields(model, subgraph, node.typeCondition?.name.value ?? typeName, node.selectionSet, fields);
    }
  }
}

function collectField(
  model: SupergraphModel,
  subgraph: SubgraphModel,
  typeName: string,
  node: FieldNode,
  fields: Set<string>,
): void {
  for (const member of [typeName, ...listMembers(model.supergraphSchema, typeName)]) {
    fields.add(`${member}.${node.name.value}`);
  }
  const field = findField(subgraph.schema, `${typeName}.${node.name.value}`);
  if (node.selectionSet === undefined || field === undefined) return;
  collectFields(model, subgraph, nameOf(field), node.selectionSet, fields);
}

function nameOf(field: GraphQLField<unknown, unknown>): string {
  return field.type.toString().replaceAll(/[[\]!]/g, "");
}

function findField(schema: GraphQLSchema, place: string): GraphQLField<unknown, unknown> | undefined {
  const [typeName = "", fieldName = ""] = place.split(".");
  const type: GraphQLNamedType | undefined = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
}
