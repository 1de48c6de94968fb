/** Room for many claims. A longer header is not parsed. */
const MAXIMUM_TOKEN_LENGTH = 8192;

/** What the Authorization header holds: nothing, a bearer token, or something else. */
export type BearerToken =
  | { kind: "none" }
  | { kind: "token"; token: string }
  | { kind: "malformed"; reason: string };

/**
 * Finds the bearer token of a request (RFC 6750 §2.1; the scheme's case does not matter, RFC 9110 §11.1).
 * Two Authorization headers are malformed: hops could choose different ones.
 */
export function findBearerToken(authorization: readonly string[] | undefined): BearerToken {
  if (authorization === undefined || authorization.length === 0) return { kind: "none" };
  if (authorization.length > 1) return malformed("more than one Authorization header");
  const [, token] = /^bearer +([\w.~+/=-]+) *$/i.exec(authorization[0] ?? "") ?? [];
  if (token === undefined) return malformed("not of the form Bearer <token>");
  if (token.length > MAXIMUM_TOKEN_LENGTH) return malformed("longer than a token can be");
  return { kind: "token", token };
}

function malformed(reason: string): BearerToken {
  return { kind: "malformed", reason };
}
