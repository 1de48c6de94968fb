import type { ExecutionResult } from "graphql";
import type { Authorization, RefusedOperation } from "../authorization/authorization.ts";
import type { Authorizer } from "../authorization/authorizer.ts";
import { type GrantPolicies, withPolicies } from "../authorization/policies.ts";
import { readClaims } from "../header-rules/read-claims.ts";
import type { ResolvedOperation } from "./resolved-operation.ts";

/**
 * A policy may wait for something else. So an operation that asks one ends its turn first; to be planned, it takes
 * another.
 */
export function leaveTurnForPolicies(
  authorizer: Authorizer,
  resolved: ResolvedOperation,
  grantPolicies: GrantPolicies | null,
): ResolvedOperation {
  const { context } = resolved;
  const mayAsk = grantPolicies !== null && context.planningTurn !== null && context.caller !== null;
  if (!mayAsk || authorizer.listPolicies(resolved).size === 0) return resolved;
  context.planningTurn?.endKnown();
  return { ...resolved, context: { ...context, planningTurn: null } };
}

/**
 * Finds what part of an operation its caller may have: all, some, or nothing. Policies that the operation asks about are
 * evaluated first, each once.
 */
export async function authorizeOperation(
  authorizer: Authorizer,
  { document, operationName, variables, context }: ResolvedOperation,
  grantPolicies: GrantPolicies | null,
): Promise<Authorization> {
  const { caller, accessToken, sent } = context;
  const request = { document, operationName, variables, caller };
  if (grantPolicies === null || caller === null) return authorizer.authorize(request);
  const asked = authorizer.listPolicies(request);
  const facts = { caller, claims: readClaims(accessToken), headers: sent.headers };
  const granted = asked.size === 0 ? asked : await grantPolicies(asked, facts);
  return authorizer.authorize({ ...request, caller: withPolicies(caller, granted) });
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
