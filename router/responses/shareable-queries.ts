import { getOperationAST, OperationTypeNode } from "graphql";
import type { EngineOperation, ExecutionObserver } from "../../packages/engine/engine.ts";

/** Whether one answer may serve several requests: a query that is not explained. */
export function isShareable(
  { document, operationName }: EngineOperation,
  observer: ExecutionObserver | undefined,
): boolean {
  if (observer !== undefined) return false;
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY;
}
