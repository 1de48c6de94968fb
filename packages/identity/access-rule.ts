import type { MaybeCaller } from "./caller.ts";

/** What a caller needs to read a field or a type: the meaning of `@authenticated`, `@requiresScopes` and `@policy`. */
export interface AccessRule {
  /** Whether any token is needed at all; scopes and policies imply it. */
  readonly authenticated: boolean;
  readonly scopes: Alternatives;
  /** Names of policies. Without an evaluation of policies, such a rule refuses every caller. */
  readonly policies: Alternatives;
}

/** Alternatives, each a list of names needed together: `[["a","b"],["c"]]` is (a and b) or c. Empty: none needed. */
export type Alternatives = readonly (readonly string[])[];

const NONE: ReadonlySet<string> = new Set();

/** Why a caller may not read something: without a token, or with a token that does not suffice. */
export type Refusal = "UNAUTHENTICATED" | "FORBIDDEN";

/** Why `rule` refuses `caller`; null when it does not. */
export function findRefusal(rule: AccessRule, caller: MaybeCaller): Refusal | null {
  const isProtected = rule.authenticated || rule.scopes.length > 0 || rule.policies.length > 0;
  if (!isProtected) return null;
  if (caller === null) return "UNAUTHENTICATED";
  // Where nothing evaluates policies, not even an empty alternative is met.
  if (rule.policies.length > 0 && caller.policies === undefined) return "FORBIDDEN";
  const isGranted = hasAlternative(rule.scopes, caller.scopes) && hasAlternative(rule.policies, caller.policies);
  return isGranted ? null : "FORBIDDEN";
}

function hasAlternative(alternatives: Alternatives, granted: ReadonlySet<string> = NONE): boolean {
  return alternatives.length === 0 || alternatives.some((names) => names.every((name) => granted.has(name)));
}
