import { InvalidTokenError } from "./verify-access-token.ts";

/** Room for many claims. A longer header is not parsed. */
const MAXIMUM_TOKEN_LENGTH = 8192;

/**
 * Finds the bearer token in the Authorization headers of a request (RFC 6750 §2.1; the scheme's case does not matter,
 * RFC 9110 §11.1); null without such a header.
 * @throws InvalidTokenError for any other header, and for two: hops could choose different ones
 */
export function findBearerToken([header, ...others]: readonly string[] = []): string | null {
  if (header === undefined) return null;
  if (others.length > 0) throw new InvalidTokenError("more than one Authorization header");
  const [, token] = /^bearer +([\w.~+/=-]+) *$/i.exec(header) ?? [];
  if (token === undefined) throw new InvalidTokenError("not of the form Bearer <token>");
  if (token.length > MAXIMUM_TOKEN_LENGTH) throw new InvalidTokenError("longer than a token can be");
  return token;
}
