import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  OperationTypeNode,
  parse,
} from "graphql";

/** One text argument of a subgraph, as its SDL has it, and an operation that gives it. */
export interface TextArgument {
  readonly subgraph: string;
  /** `Query.books(search:)` */
  readonly coordinate: string;
  readonly name: string;
  /** Gives `text` alone under `aliases` aliases; every other argument that is required has some value. */
  buildOperation(text: string, aliases?: number): Operation;
}

/** An operation with its variables. */
export interface Operation {
  readonly kind: OperationTypeNode;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const OTHER_TYPES = ["Int", "Float", "Boolean"];
const SOME_VALUES: Readonly<Record<string, string>> = { Int: "1", Float: "1", Boolean: "true" };

/** All text arguments of the subgraph's fields, those that federation adds included. */
export function listTextArguments(subgraph: string): TextArgument[] {
  const sdl = readFileSync(`subgraphs/${subgraph}/schema.graphql`, "utf8");
  const schema = buildSubgraphSchema(parse(sdl));
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !isIntrospectionType(type))
    .flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()) : []).map((field) => ({ type, field })))
    .flatMap(({ type, field }) =>
      field.args.filter(isText).map((argument) => ({
        subgraph,
        coordinate: `${type.name}.${field.name}(${argument.name}:)`,
        name: argument.name,
        buildOperation: (text: string, aliases = 1) =>
          buildOperation(schema, type.name, field, argument, text, aliases),
      })),
    );
}

function isText({ type }: GraphQLArgument): boolean {
  const named = getNamedType(type);
  return !isEnumType(named) && !OTHER_TYPES.includes(named.name);
}

function buildOperation(
  schema: GraphQLSchema,
  typeName: string,
  field: GraphQLField<unknown, unknown>,
  argument: GraphQLArgument,
  text: string,
  aliases: number,
): Operation {
  const others = field.args.filter((other) => other !== argument && isNonNullType(other.type));
  const given = others.map(({ name, type }) => `${name}: ${SOME_VALUES[getNamedType(type).name] ?? '"some text"'}`);
  const list = [`${argument.name}: $text`, ...given].join(", ");
  const selection = isCompositeType(getNamedType(field.type)) ? "{ __typename }" : "";
  const calls = Array.from({ length: aliases }, (_, index) => `a${index}: ${field.name}(${list}) ${selection}`);
  const variables = { text: argument.name === "representations" ? [{ __typename: "User", id: text }] : text };
  const declaration = `($text: ${argument.type})`;
  const kind = Object.values(OperationTypeNode).find((each) => schema.getRootType(each)?.name === typeName);
  if (kind !== undefined) return { kind, query: `${kind} ${declaration} { ${calls.join(" ")} }`, variables };
  const entity = `_entities(representations: [{ __typename: "${typeName}", id: "1" }])`;
  return {
    kind: OperationTypeNode.QUERY,
    query: `query ${declaration} { ${entity} { ... on ${typeName} { ${calls.join(" ")} } } }`,
    variables,
  };
}
