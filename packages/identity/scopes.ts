/** The claims of a token, each still to be checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** The scopes in the claims named `scopeClaims`, each a text with spaces between scopes (RFC 8693 §4.2) or a list. */
export function readScopes(claims: Claims, scopeClaims: readonly string[]): ReadonlySet<string> {
  return new Set(scopeClaims.flatMap((name) => listScopes(Object.hasOwn(claims, name) ? claims[name] : null)));
}

function listScopes(value: unknown): readonly string[] {
  const listed: readonly unknown[] = typeof value === "string" ? value.split(" ") : Array.isArray(value) ? value : [];
  return listed.filter((scope) => typeof scope === "string").filter((scope) => scope !== "");
}
