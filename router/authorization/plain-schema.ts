import {
  buildASTSchema,
  buildSchema,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  parse,
  printSchema,
  type TypeNode,
  visit,
} from "graphql";

/**
 * The same types and fields, of our own. A server may put resolvers on its schema at any time, as Apollo Server
 * does for its plugins; they would answer for a field before we could refuse it.
 */
export function buildPlainSchema(schema: GraphQLSchema): GraphQLSchema {
  return buildSchema(printSchema(schema), { assumeValid: true, noLocation: true });
}

/** The same types and fields, all nullable: an execution over it stops at no error. */
export function buildNullableSchema(schema: GraphQLSchema): GraphQLSchema {
  const document = visit(parse(printSchema(schema), { noLocation: true }), {
    FieldDefinition: (field): FieldDefinitionNode => ({ ...field, type: withoutNonNull(field.type) }),
  });
  return buildASTSchema(document, { assumeValid: true });
}

function withoutNonNull(type: TypeNode): TypeNode {
  switch (type.kind) {
    case Kind.NON_NULL_TYPE:
      return withoutNonNull(type.type);
    case Kind.LIST_TYPE:
      return { ...type, type: withoutNonNull(type.type) };
    case Kind.NAMED_TYPE:
      return type;
  }
}
