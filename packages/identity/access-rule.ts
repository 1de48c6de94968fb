import type { MaybeCaller } from "./caller.ts";

/** What a caller needs to read a field or a type: the meaning of `@authenticated`, `@requiresScopes` and `@policy`. */
export interface AccessRule {
  /** Whether any token is needed at all; scopes and policies imply it. */
  readonly authenticated: boolean;
  /** Alternatives, each a list of scopes needed together: `[["a","b"],["c"]]` is (a and b) or c. Empty: none needed. */
  readonly scopes: readonly (readonly string[])[];
  /** Alternatives of policy names, as `scopes`. No policy is evaluated here, so a rule with one refuses every caller. */
  readonly policies: readonly (readonly string[])[];
}

/** Why a caller may not read something: without a token, or with a token that does not suffice. */
export type Refusal = "UNAUTHENTICATED" | "FORBIDDEN";

/** Why `rule` refuses `caller`; null when it does not. */
export function findRefusal(rule: AccessRule, caller: MaybeCaller): Refusal | null {
  const isProtected = rule.authenticated || rule.scopes.length > 0 || rule.policies.length > 0;
  if (!isProtected) return null;
  if (caller === null) return "UNAUTHENTICATED";
  if (rule.policies.length > 0) return "FORBIDDEN";
  if (rule.scopes.length === 0) return null;
  const hasOneAlternative = rule.scopes.some((scopes) => scopes.every((scope) => caller.scopes.has(scope)));
  return hasOneAlternative ? null : "FORBIDDEN";
}
