import { buildSubgraphSchema } from "@apollo/subgraph";
import {
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
} from "graphql";

/** A type that other subgraphs refer to by key, as one subgraph has it. */
export interface Entity {
  readonly type: GraphQLObjectType;
  /** The first key that the subgraph resolves: `id`. */
  readonly key: string;
}

/** A field of an entity that the subgraph itself answers. */
export interface EntityField {
  readonly field: GraphQLField<unknown, unknown>;
  /** What a reference must hold for it, beside the key. */
  readonly requires: string;
}

/** The schema a subgraph serves, from the SDL it tells. */
export function buildServedSchema(sdl: string): GraphQLSchema {
  return buildSubgraphSchema({ typeDefs: parse(sdl) });
}

/** The fields of a schema's root types, without those of federation itself. */
export function listRootFields(schema: GraphQLSchema) {
  return Object.values(OperationTypeNode).flatMap((operation) => {
    const type = schema.getRootType(operation);
    const fields = Object.values(type?.getFields() ?? {}).filter(({ name }) => !name.startsWith("_"));
    return type ? fields.map((field) => ({ type, field, operation })) : [];
  });
}

/** The entities a subgraph resolves references to. */
export function listEntities(schema: GraphQLSchema): Entity[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => {
      const keys = listDirectives(type, "key").filter((key) => readArgument(key, "resolvable") !== false);
      const [key] = keys.map((directive) => readArgument(directive, "fields"));
      return typeof key === "string" ? [{ type, key }] : [];
    });
}

/** The fields of an entity that its subgraph does not just know from others. */
export function listEntityFields(type: GraphQLObjectType): EntityField[] {
  return Object.values(type.getFields())
    .filter((field) => listDirectives(field, "external").length === 0)
    .map((field) => {
      const requires = listDirectives(field, "requires").map((directive) => readArgument(directive, "fields"));
      return { field, requires: requires.join(" ") };
    });
}

type Described = Pick<GraphQLObjectType, "astNode" | "extensionASTNodes"> | GraphQLField<unknown, unknown>;

function listDirectives(element: Described, name: string): ConstDirectiveNode[] {
  const extensions = "extensionASTNodes" in element ? element.extensionASTNodes : [];
  const directives = [element.astNode, ...extensions].flatMap((node) => node?.directives ?? []);
  return directives.filter((directive) => directive.name.value === name);
}

function readArgument(directive: ConstDirectiveNode, name: string): string | boolean | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING || value?.kind === Kind.BOOLEAN ? value.value : undefined;
}
