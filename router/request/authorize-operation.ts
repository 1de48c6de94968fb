import type { ExecutionResult } from "graphql";
import type { Authorization, RefusedOperation } from "../authorization/authorization.ts";
import type { Authorizer } from "../authorization/authorizer.ts";
import type { GrantPolicies } from "../authorization/policies.ts";
import { createRequestFacts } from "../header-rules/request-facts.ts";
import type { ResolvedOperation } from "./resolved-operation.ts";

/**
 * Evaluates the policies that an operation asks about, each once. A policy may wait for something else, so the operation
 * ends its turn first; to be planned, it takes another.
 * @returns the operation, with the policies that were granted to its caller
 */
export async function askPolicies(
  authorizer: Authorizer,
  operation: ResolvedOperation,
  grantPolicies: GrantPolicies,
): Promise<ResolvedOperation> {
  const { caller, context } = operation;
  const asked = authorizer.listPolicies(operation);
  if (caller === null || asked.size === 0) return operation;
  context.planningTurn?.endKnown();
  const { accessToken, sent } = context;
  const facts = createRequestFacts({ caller, accessToken, headers: sent.headers });
  const policies = await grantPolicies(asked, facts);
  return { ...operation, caller: { ...caller, policies }, context: { ...context, planningTurn: null } };
}

/** Finds what part of an operation its caller may have: all, some, or nothing. */
export function authorizeOperation(
  authorizer: Authorizer,
  { document, operationName, variables, caller }: ResolvedOperation,
): Authorization {
  return authorizer.authorize({ document, operationName, variables, caller });
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
