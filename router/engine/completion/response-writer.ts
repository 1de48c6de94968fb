import type {
  FragmentDefinitionNode,
  GraphQLFormattedError,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";

/** The form of the answers to one operation, for one choice of its `@skip` and `@include`. */
export interface ResponseWriterOptions {
  readonly apiSchema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** The values of the variables that `@skip` and `@include` use. */
  readonly conditions: Readonly<Record<string, boolean>>;
}

/** What is known of the data when it is written. */
export interface ResponseState {
  /** Whether no text in the data needs escaping. */
  readonly isClean: boolean;
  /** What subgraphs said: a null that one of these explains needs no error of its own. */
  readonly errors: readonly GraphQLFormattedError[];
  /** Places below which a null is meant even where the schema has none: entities that do not exist. */
  readonly absentEntities?: readonly (readonly (string | number)[])[];
  /** The JSON text of each introspection field at the root, by response key. */
  readonly introspection?: ReadonlyMap<string, string>;
}

/** The JSON text of `data`, and the errors that making it brought. */
export interface WrittenResponse {
  readonly text: string;
  readonly errors: readonly GraphQLFormattedError[];
}

/** Completes merged data (GraphQL specification §6.4.3) to the text of an answer. */
export interface ResponseWriter {
  write(data: Record<string, unknown> | null, state: ResponseState): WrittenResponse;
}
