import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import { getOperationAST, OperationTypeNode } from "graphql";
import type { EngineOperation } from "../../packages/engine/engine.ts";

/**
 * Whether an operation changes nothing, so that one answer may do for several requests. The document may be what the
 * access rules have left of a client's.
 */
export function isQuery({ document, operationName }: EngineOperation): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY;
}

/**
 * Short, and the same for equal `parts` only. JSON would not do for variables: it writes a number that is too large to
 * be one as null.
 */
export function buildRequestKey(parts: readonly unknown[]): string {
  return createHash("sha256").update(serialize(parts)).digest("base64url");
}
