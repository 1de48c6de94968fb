import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import type { SigningKey } from "./signing-key.ts";

export const LIFETIME_SECONDS = 15 * 60;

/** The `typ` of access tokens (RFC 9068 §2.1): no other signed token may pass for one. */
export const ACCESS_TOKEN_TYPE = "at+jwt";

/** A signed JWT and its end. */
export interface AccessToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Issues the access token of a user; `scopes` are separated by spaces. */
export type IssueAccessToken = (userId: string, scopes: string) => AccessToken;

/** Issues tokens (RFC 9068) of `issuer` for `audience`, signed with the current signing key. */
export function createAccessTokenIssuer(
  findSigningKey: () => SigningKey,
  { issuer, audience }: { readonly issuer: string; readonly audience: string },
): IssueAccessToken {
  return (userId, scopes) => {
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
