import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInterfaceType,
  isObjectType,
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

type FieldOwner = GraphQLObjectType | GraphQLInterfaceType;
type Field = GraphQLField<unknown, unknown>;

/** Reads the join specification (https://specs.apollo.dev/join/v0.5) that a composed supergraph carries. */
export function buildGraphModel(supergraph: GraphQLSchema): GraphModel {
  const types = Object.values(supergraph.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  const names = readSubgraphNames(supergraph);
  const entities = types.filter((type) => listKeys(type).length > 0).map((type) => buildEntity(type, names));
  return {
    subgraphs: [...names].map(([graph, name]) => ({
      name,
      queries: listFieldsOf(supergraph.getQueryType(), graph),
      mutations: listFieldsOf(supergraph.getMutationType(), graph),
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

/** The names of subgraphs by the names that the supergraph's enum gives them. */
function readSubgraphNames(supergraph: GraphQLSchema): ReadonlyMap<string, string> {
  const graphs = supergraph.getType("join__Graph");
  const values = isEnumType(graphs) ? graphs.getValues() : [];
  return new Map(
    values.map((value) => {
      const [graph] = readDirectives(value, "join__graph");
      return [value.name, String(graph?.name ?? value.name)];
    }),
  );
}

function buildEntity(type: FieldOwner, names: ReadonlyMap<string, string>): EntityModel {
  const graphs = [...new Set(readDirectives(type, "join__type").map(({ graph }) => String(graph)))];
  const fields = listFields(type).map((field) => ({ field, owners: findOwners(field, graphs) }));
  const isCommon = ({ owners }: { owners: readonly string[] }) => graphs.every((graph) => owners.includes(graph));
  const contributions = graphs.map((graph) => ({
    subgraph: names.get(graph) ?? graph,
    fields: fields
      .filter((entry) => entry.owners.includes(graph) && (graphs.length === 1 || !isCommon(entry)))
      .map(({ field }) => describeField(field)),
  }));
  return {
    name: type.name,
    keys: listKeys(type),
    common: graphs.length === 1 ? [] : fields.filter(isCommon).map(({ field }) => describeField(field)),
    contributions: contributions.filter((contribution) => contribution.fields.length > 0),
  };
}

function listKeys(type: FieldOwner): string[] {
  const keys = readDirectives(type, "join__type").flatMap(({ key }) => (typeof key === "string" ? [key] : []));
  return [...new Set(keys)];
}

function listFieldsOf(type: FieldOwner | null | undefined, graph: string): FieldModel[] {
  if (type == null) return [];
  const graphs = readDirectives(type, "join__type").map((join) => String(join.graph));
  return listFields(type)
    .filter((field) => findOwners(field, graphs).includes(graph))
    .map(describeField);
}

function listFields(type: FieldOwner): Field[] {
  return Object.values(type.getFields());
}

/** A field that names no subgraph belongs to every subgraph of its type. */
function findOwners(field: Field, graphs: readonly string[]): readonly string[] {
  const joins = readDirectives(field, "join__field");
  if (joins.length === 0) return graphs;
  return joins
    .filter(({ graph, external, usedOverridden }) => graph !== undefined && !external && !usedOverridden)
    .map(({ graph }) => String(graph));
}

function describeField({ name, type }: Field): FieldModel {
  return { name, type: String(type) };
}

function readDirectives(
  {
    astNode,
  }: {
    readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  },
  name: string,
): Record<string, unknown>[] {
  const directives = (astNode?.directives ?? []).filter((directive) => directive.name.value === name);
  return directives.map(({ arguments: given = [] }) =>
    Object.fromEntries(given.map((argument) => [argument.name.value, valueFromASTUntyped(argument.value)])),
  );
}
