import { type DocumentNode, type ExecutionResult, GraphQLError, type OperationDefinitionNode } from "graphql";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import type { AnswerHead, ExecutionRequest } from "../../packages/server/graphql/execution-request.ts";
import type { RouterContext } from "./router-context.ts";

/** An operation that Apollo Server has parsed, validated and found not too dear. */
export interface ResolvedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | null;
  /** As the client sent them, not coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly queryHash: string;
  /** The status and headers of the answer; undefined where it is not for HTTP. */
  readonly http: AnswerHead | undefined;
  /** The caller, with the policies that were granted for the request. */
  readonly caller: MaybeCaller;
  readonly context: RouterContext;
}

/** Null when the document has no such operation: Apollo Server asks even then, although its types deny it. */
export function findResolvedOperation({
  document,
  operation,
  operationName,
  request: { variables = {} },
  queryHash,
  response,
  context,
}: ExecutionRequest): ResolvedOperation | null {
  if (!operation) return null;
  const http = response?.http;
  // Apollo Server hands on the context that the path has made.
  const ours = context as RouterContext;
  const { caller } = ours;
  return { document, operation, operationName, variables, queryHash, http, caller, context: ours };
}

/** Apollo Server sends this error on, with HTTP 400. */
export const NO_OPERATION: ExecutionResult = {
  errors: [new GraphQLError("Name an operation of the document.")],
};
