import { type DocumentNode, GraphQLError, type GraphQLSchema, Kind, specifiedRules, validate } from "graphql";
import { IncrementalRule } from "../../engine/operation/incremental-rule.ts";

/** The errors of a document by the router's rules. Unlike GraphQL.js, it refuses a kind without a root type. */
export function validateDocument(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  const rootless = document.definitions.filter(
    (node) => node.kind === Kind.OPERATION_DEFINITION && !schema.getRootType(node.operation),
  );
  if (rootless.length > 0)
    return [new GraphQLError("The schema has no root type for this operation.", { nodes: rootless })];
  try {
    return validate(schema, document, [...specifiedRules, IncrementalRule]);
  } catch (error) {
    // The rule for the root of subscriptions evaluates the directives, without variables.
    if (!(error instanceof GraphQLError)) throw error;
    const message = "At the root of a subscription, @skip and @include may not depend on a variable.";
    return [new GraphQLError(message, { nodes: error.nodes ?? null })];
  }
}
