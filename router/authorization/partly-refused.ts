import type { DocumentNode, ExecutionResult, GraphQLSchema } from "graphql";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import type { CompleteResponse, PartialExecution } from "./complete-response.ts";
import type { OperationAccess } from "./operation-access.ts";
import type { FilteredForCaller } from "./operation-filter.ts";

/** A request to execute an operation. */
export interface AuthorizationRequest {
  /** Valid against the API schema. What it requires is remembered by the object: pass the same one for the same text. */
  readonly document: DocumentNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: MaybeCaller;
}

/** An operation that a caller may not have as a whole. */
export interface PartlyRefused {
  readonly schema: GraphQLSchema;
  readonly completeResponse: CompleteResponse;
  readonly request: AuthorizationRequest;
  readonly access: OperationAccess;
  readonly filtered: FilteredForCaller;
}

/** Answers the whole operation from what was executed of it. */
export function completeExecuted(
  { completeResponse, request, access }: PartlyRefused,
  executed: Pick<PartialExecution, "data" | "refuse" | "isInParts">,
): ExecutionResult {
  const { document, operationName, variables } = request;
  return completeResponse({ document, operationName, variables, typenameKey: access.typenameKey, ...executed });
}
