import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLFormattedError,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";
import type { AnswerPath } from "./cut-path.ts";
import type { VerbatimReader } from "./verbatim-reader.ts";

/** The form of the answers to one operation, for one choice of its `@skip` and `@include`. */
export interface ResponseWriterOptions {
  readonly apiSchema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly conditions: Conditions;
  /** The fields that fail because an argument is null that must not be, each with what the client is told. */
  readonly refusedFields: ReadonlyMap<FieldNode, string>;
  /**
   * Under which key the data holds a field: its response key, unless the client gave it an alias that is the name of
   * another field, which the planner would take one for the other. Paths of errors have the response key.
   */
  readonly findDataKey: (field: FieldNode) => string;
}

/**
 * The values of the variables that `@skip` and `@include` use; null for one that the client gave in place of a default,
 * which is an error where it counts.
 */
export type Conditions = Readonly<Record<string, boolean | null>>;

/** What is known of the data when it is written. */
export interface ResponseState {
  /** Whether no text in the data needs escaping. */
  readonly isClean: boolean;
  /** What subgraphs said, by the client's paths: a null that one of these explains needs no error of its own. */
  readonly errors: readonly GraphQLFormattedError[];
  /**
   * Objects of the data in which fields may be missing without an error of their own: entities that a subgraph says
   * do not exist, and those for which the errors above tell what went wrong. A wrong value is not missing.
   */
  readonly explained: ReadonlySet<object>;
  readonly introspection: Introspection;
}

/** The JSON texts of introspection fields (`__schema`, `__type`) by the `question` that their shape has. */
export type Introspection = Pick<ReadonlyMap<string, string>, "get">;

/** The JSON text of `data`, and the errors that making it brought. */
export interface WrittenResponse {
  readonly text: string;
  readonly errors: readonly GraphQLFormattedError[];
}

/** Completes merged data (GraphQL specification §6.4.3) to the text of an answer. */
export interface ResponseWriter {
  /** For the answer of an operation's only fetch. */
  readonly readVerbatim: VerbatimReader;
  /** The beginning of `path` that the answer from `data` has; what is below a null counts as there. */
  cutPath(path: AnswerPath, data: Record<string, unknown>): AnswerPath;
  write(data: Record<string, unknown>, state: ResponseState): WrittenResponse;
}
