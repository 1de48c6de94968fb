import type { JwtHeader } from "jsonwebtoken";
import type { Claims } from "./scopes.ts";

/** In `JWT_TYPES`: tokens without a type. */
export const NO_TYPE = "none";

/** A `typ` as it is compared (RFC 7515 §4.1.9): lower case, without `application/`. */
export function normalizeType(type: string): string {
  return type.toLowerCase().replace(/^application\//, "");
}

/** Whether the header's `typ` is one of `types`, each normalized. */
export function isOfType({ typ }: Pick<JwtHeader, "typ">, types: readonly string[]): boolean {
  if (typ === undefined) return types.includes(NO_TYPE);
  const type = typeof typ === "string" ? normalizeType(typ) : NO_TYPE;
  return type !== NO_TYPE && types.includes(type);
}

/** Keycloak's `typ` claims of tokens that are not for access. */
const OTHER_KINDS = ["id", "refresh", "offline", "logout"];

/**
 * Why a signed token is not for access; null when it is. Providers sign ID tokens with the same keys, and most with the
 * same `typ` (RFC 8725 §3.11 and §3.12), so the claims decide. An ID token has the hash of what came with it, or the
 * `nonce` of the request (OpenID Connect Core §2). Older Keycloaks repeat the `nonce` in the access token.
 */
export function findOtherKind({ typ }: Pick<JwtHeader, "typ">, claims: Claims): string | null {
  const kind = typeof claims.typ === "string" ? claims.typ.toLowerCase() : "";
  const isForAccess = kind === "bearer" || (typeof typ === "string" && normalizeType(typ) === "at+jwt");
  if (claims.token_use !== undefined && claims.token_use !== "access") return "of another use than access";
  if (OTHER_KINDS.includes(kind)) return "of another kind by its claims";
  if (claims.at_hash !== undefined || claims.c_hash !== undefined) return "an ID token, by its hash";
  if (claims.nonce !== undefined && !isForAccess) return "an ID token, by its nonce";
  if (claims.events !== undefined) return "a security event, such as a sign-out";
  return null;
}
