import type { ExecutionResult } from "graphql";
import type { Authorization, RefusedOperation } from "../authorization/authorization.ts";
import type { Authorizer } from "../authorization/authorizer.ts";
import type { ResolvedOperation } from "./resolved-operation.ts";

/** Finds what part of an operation its caller may have: all, some, or nothing. */
export function authorizeOperation(
  authorizer: Authorizer,
  { document, operationName, variables, context }: ResolvedOperation,
): Authorization {
  return authorizer.authorize({ document, operationName, variables, caller: context.caller });
}

/** Nothing is executed, so the status of the whole response says why: HTTP 401 or 403 (RFC 6750 §3.1). */
export function refuseOperation(
  { http }: Pick<ResolvedOperation, "http">,
  { result, refusal }: RefusedOperation,
): ExecutionResult {
  if (http === undefined || refusal === null) return result;
  http.status = refusal === "UNAUTHENTICATED" ? 401 : 403;
  if (refusal === "UNAUTHENTICATED") http.headers.set("www-authenticate", "Bearer");
  return result;
}
