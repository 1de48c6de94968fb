import { type GraphQLField, type GraphQLSchema, getNamedType, isCompositeType, isObjectType } from "graphql";
import { buildArguments } from "./harmless-values.ts";
import { buildQuery, listObjects, requireRoute } from "./route.ts";
import { listEntities, listEntityFields, listRootFields } from "./subgraph-fields.ts";

/** An operation that tries one field. */
export interface Question {
  /** The fields on the way to the one that is tried, and this one last. */
  readonly coordinates: readonly string[];
  readonly query: string;
  /** For a subgraph's entity: what the reference in the variable `$references` must hold. */
  readonly reference: Reference | null;
  /** The objects in an answer's data that must have been given the field; null where arguments lead to none. */
  readonly findOwners: ((data: unknown) => Record<string, unknown>[]) | null;
  readonly fieldName: string;
}

/** Names an object of a type, by a selection of its fields. */
export interface Reference {
  readonly typeName: string;
  readonly selection: string;
}

/** One question for each root field of a schema. */
export function buildRootQuestions(schema: GraphQLSchema): Question[] {
  return listRootFields(schema).map(({ type, field, operation }) => ({
    coordinates: [`${type.name}.${field.name}`],
    query: `${operation} { ${selectField(field)} }`,
    reference: null,
    findOwners: null,
    fieldName: field.name,
  }));
}

/** One question, by a route through the graph, for each field that a type of `typeNames` has in the API schema. */
export function buildRoutedQuestions(apiSchema: GraphQLSchema, typeNames: Iterable<string>): Question[] {
  return [...new Set(typeNames)].flatMap((typeName) => {
    const type = apiSchema.getType(typeName);
    const route = requireRoute(apiSchema, typeName);
    return Object.values(isObjectType(type) ? type.getFields() : {}).map((field) => ({
      coordinates: [...route.map(({ coordinate }) => coordinate), `${typeName}.${field.name}`],
      query: buildQuery(route, selectField(field)),
      reference: null,
      findOwners: (data: unknown) => listObjects(data, route),
      fieldName: field.name,
    }));
  });
}

/** One question, by a reference to an entity, for each field that a subgraph answers of it. */
export function buildEntityQuestions(subgraphSchema: GraphQLSchema): Question[] {
  return listEntities(subgraphSchema).flatMap(({ type, key }) =>
    listEntityFields(type).map(({ field, requires }) => ({
      coordinates: [`${type.name}.${field.name}`],
      query: `query ($references: [_Any!]!) { _entities(representations: $references) { ... on ${type.name} { ${selectField(field)} } } }`,
      reference: { typeName: type.name, selection: `${key} ${requires}` },
      findOwners: (data: unknown) => listObjects(data, [{ coordinate: "", fieldName: "_entities" }]),
      fieldName: field.name,
    })),
  );
}

function selectField(field: GraphQLField<unknown, unknown>): string {
  const selections = isCompositeType(getNamedType(field.type)) ? " { __typename }" : "";
  return `${field.name}${buildArguments(field)}${selections}`;
}
