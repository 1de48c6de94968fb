import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  print,
  type TypeDefinitionNode,
  valueFromASTUntyped,
} from "graphql";

/** What the picture of a graph shows. */
export interface GraphModel {
  readonly subgraphs: readonly SubgraphModel[];
  readonly entities: readonly EntityModel[];
}

/** A subgraph and the root fields it answers. */
export interface SubgraphModel {
  readonly name: string;
  readonly queries: readonly FieldModel[];
  readonly mutations: readonly FieldModel[];
}

/** A type that several subgraphs may contribute to, with their contributions. */
export interface EntityModel {
  readonly name: string;
  /** Field sets that identify an entity across subgraphs: `id`, `sku brand { name }`. */
  readonly keys: readonly string[];
  /** Fields that every subgraph of the type can answer. */
  readonly common: readonly FieldModel[];
  readonly contributions: readonly Contribution[];
}

/** The fields that one subgraph answers. */
export interface Contribution {
  readonly subgraph: string;
  readonly fields: readonly FieldModel[];
}

export interface FieldModel {
  readonly name: string;
  /** As SDL writes it: `[Book!]!`. */
  readonly type: string;
}

type FieldOwner = Extract<TypeDefinitionNode, { readonly fields?: readonly FieldDefinitionNode[] }>;

/** Reads the join specification (https://specs.apollo.dev/join/v0.5) that a composed supergraph carries. */
export function buildGraphModel(supergraph: DocumentNode): GraphModel {
  const types = supergraph.definitions.filter(isFieldOwner);
  const names = readSubgraphNames(supergraph);
  const entities = types.filter((type) => listKeys(type).length > 0).map((type) => buildEntity(type, names));
  const find = (name: string) => types.find((type) => type.name.value === name);
  return {
    subgraphs: [...names].map(([graph, name]) => ({
      name,
      queries: listFieldsOf(find(findRootName(supergraph, "query")), graph),
      mutations: listFieldsOf(find(findRootName(supergraph, "mutation")), graph),
    })),
    entities: sortByOwner(entities, [...names.values()]),
  };
}

/** In the order of the subgraphs that contribute most to each, so that related entities stand together. */
function sortByOwner(entities: readonly EntityModel[], subgraphs: readonly string[]): EntityModel[] {
  const findOwner = ({ contributions }: EntityModel) => {
    const most = Math.max(0, ...contributions.map(({ fields }) => fields.length));
    const owner = contributions.find(({ fields }) => fields.length === most);
    return owner === undefined ? subgraphs.length : subgraphs.indexOf(owner.subgraph);
  };
  return entities.toSorted((one, other) => findOwner(one) - findOwner(other));
}

/** The name of a root type: `Query` or `Mutation`, unless the schema names another. */
export function findRootName(document: DocumentNode, operation: "query" | "mutation"): string {
  const usual = { query: "Query", mutation: "Mutation" }[operation];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION) continue;
    const root = definition.operationTypes.find((type) => type.operation === operation);
    return root?.type.name.value ?? usual;
  }
  return usual;
}

function isFieldOwner(definition: { readonly kind: string }): definition is FieldOwner {
  return (
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
  );
}

/** The names of subgraphs by the names that the supergraph's enum gives them. */
function readSubgraphNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const graphs = definitions.find(
    (definition) => definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === "join__Graph",
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values.map((value) => {
      const [graph] = readDirectives(value, "join__graph");
      return [value.name.value, String(graph?.name ?? value.name.value)];
    }),
  );
}

function buildEntity(type: FieldOwner, names: ReadonlyMap<string, string>): EntityModel {
  const graphs = [...new Set(readDirectives(type, "join__type").map(({ graph }) => String(graph)))];
  const fields = (type.fields ?? []).map((field) => ({ field, owners: findOwners(field, graphs) }));
  const isCommon = ({ owners }: { owners: readonly string[] }) =>
    graphs.every((graph) => owners.includes(graph));
  const contributions = graphs.map((graph) => ({
    subgraph: names.get(graph) ?? graph,
    fields: fields
      .filter((entry) => entry.owners.includes(graph) && (graphs.length === 1 || !isCommon(entry)))
      .map(({ field }) => describeField(field)),
  }));
  return {
    name: type.name.value,
    keys: listKeys(type),
    common: graphs.length === 1 ? [] : fields.filter(isCommon).map(({ field }) => describeField(field)),
    contributions: contributions.filter((contribution) => contribution.fields.length > 0),
  };
}

function listKeys(type: FieldOwner): string[] {
  const keys = readDirectives(type, "join__type").flatMap(({ key }) =>
    typeof key === "string" ? [key] : [],
  );
  return [...new Set(keys)];
}

function listFieldsOf(type: FieldOwner | undefined, graph: string): FieldModel[] {
  if (type === undefined) return [];
  const graphs = readDirectives(type, "join__type").map((join) => String(join.graph));
  return (type.fields ?? []).filter((field) => findOwners(field, graphs).includes(graph)).map(describeField);
}

/** A field that names no subgraph belongs to every subgraph of its type. */
function findOwners(field: FieldDefinitionNode, graphs: readonly string[]): readonly string[] {
  const joins = readDirectives(field, "join__field");
  if (joins.length === 0) return graphs;
  return joins
    .filter(({ graph, external, usedOverridden }) => graph !== undefined && !external && !usedOverridden)
    .map(({ graph }) => String(graph));
}

function describeField({ name, type }: FieldDefinitionNode): FieldModel {
  return { name: name.value, type: print(type) };
}

function readDirectives(
  { directives = [] }: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): Record<string, unknown>[] {
  return directives
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: given = [] }) =>
      Object.fromEntries(given.map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)])),
    );
}
