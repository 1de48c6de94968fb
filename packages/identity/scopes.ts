import type { JwtPayload } from "jsonwebtoken";

/**
 * The scopes in the claims named `scopeClaims`, each a text of scopes separated by spaces (RFC 8693 §4.2) or a list.
 */
export function readScopes(claims: JwtPayload, scopeClaims: readonly string[]): ReadonlySet<string> {
  return new Set(
    scopeClaims.flatMap((name) => listScopes(Object.hasOwn(claims, name) ? claims[name] : null)),
  );
}

function listScopes(value: unknown): readonly string[] {
  const listed: readonly unknown[] =
    typeof value === "string" ? value.split(" ") : Array.isArray(value) ? value : [];
  return listed.filter((scope) => typeof scope === "string").filter((scope) => scope !== "");
}
