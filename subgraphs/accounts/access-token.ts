import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import type { SigningKey } from "./signing-key.ts";

export const LIFETIME_SECONDS = 15 * 60;

/** The `typ` of access tokens (RFC 9068 §2.1): no other signed token may pass for one. */
export const ACCESS_TOKEN_TYPE = "at+jwt";

/** Issues the access token of a user: a signed JWT, and its end. `scopes` are separated by spaces. */
export type IssueAccessToken = ReturnType<typeof createAccessTokenIssuer>;

/** Issues tokens (RFC 9068) of `issuer` for `audience`, signed with the current signing key. */
export function createAccessTokenIssuer(
  findSigningKey: () => SigningKey,
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
) {
  return (userId: string, scopes: string) => {
    const { kid, privateKey } = findSigningKey();
    const iat = Math.floor(Date.now() / 1000);
    const exp = iat + LIFETIME_SECONDS;
    const claims = { iss: issuer, aud: audience, sub: userId, exp, iat, jti: randomUUID(), scope: scopes };
    const header = { alg: "RS256", typ: ACCESS_TOKEN_TYPE, kid };
    return {
      token: jwt.sign(claims, privateKey, { algorithm: "RS256", header }),
      expiresAt: new Date(exp * 1000),
    };
  };
}
