import type { MaybeCaller } from "./caller.ts";

/**
 * What the schema asks of a caller before a field or a type may be read: the meaning of `@authenticated`,
 * `@requiresScopes` and `@policy`, wherever they are applied.
 */
export interface AccessRule {
  /** Whether any token is needed at all; scopes and policies imply it. */
  readonly authenticated: boolean;
  /** Alternatives, each a list of scopes needed together: `[["a","b"],["c"]]` is (a and b) or c. Empty: none needed. */
  readonly scopes: readonly (readonly string[])[];
  /** Alternatives of policy names, as `scopes`. Nothing here evaluates a policy, so a rule with one refuses everybody. */
  readonly policies: readonly (readonly string[])[];
}

/** Why a caller may not read something: no token at all, or a token that is not enough. */
export type Refusal = "UNAUTHENTICATED" | "FORBIDDEN";

/** The refusal `caller` meets at `rule`, or null when the rule is satisfied. */
export function findRefusal(rule: AccessRule, caller: MaybeCaller): Refusal | null {
  const isProtected = rule.authenticated || rule.scopes.length > 0 || rule.policies.length > 0;
  if (!isProtected) return null;
  if (caller === null) return "UNAUTHENTICATED";
  if (rule.policies.length > 0) return "FORBIDDEN";
  if (rule.scopes.length === 0) return null;
  const hasOneAlternative = rule.scopes.some((scopes) => scopes.every((scope) => caller.scopes.has(scope)));
  return hasOneAlternative ? null : "FORBIDDEN";
}
