import jwt, { type Jwt, type JwtHeader, type JwtPayload } from "jsonwebtoken";
import type { Caller } from "./caller.ts";
import type { KeySet, VerificationKey } from "./key-set.ts";

/** What an access token must say to be accepted here. */
export interface TokenExpectations {
  readonly issuer: string;
  readonly audience: string;
  /** Accepted `typ` headers, lower case, without the `application/` prefix. */
  readonly types: readonly string[];
}

/** Why a token is refused. The reason is for the log: clients learn only that the token is not valid. */
export class InvalidTokenError extends Error {
  override readonly name = "InvalidTokenError";
}

/** What a token has proven, and until when. */
export interface VerifiedToken {
  readonly caller: Caller;
  readonly kid: string;
  /** What it was verified with. */
  readonly key: VerificationKey;
  /** The end of the token, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** How far a publisher's clock may run ahead of ours before its tokens count as "not yet valid". */
const NOT_BEFORE_LEEWAY_SECONDS = 30;

/**
 * Verifies an access token by RFC 8725 and RFC 9068: the key decides the algorithm; issuer, audience, type, expiry,
 * subject and key id are all required, and a critical extension that we do not know refuses the token.
 * @throws InvalidTokenError when the token is not acceptable
 * @throws KeysUnavailableError when no verification key could be had
 */
export async function verifyAccessToken(
  token: string,
  keySet: KeySet,
  expectations: TokenExpectations,
): Promise<VerifiedToken> {
  const header = requireHeader(token, expectations);
  const key = await keySet.findKey(header.kid);
  if (key === null) throw new InvalidTokenError("signed with an unknown key");
  const claims = verifySignatureAndClaims(token, key, expectations);
  const caller = { id: requireSubject(claims), scopes: readScopes(claims) };
  return { caller, kid: header.kid, key, expiresAt: claims.exp * 1000 };
}

function requireHeader(token: string, { types }: TokenExpectations): JwtHeader & { kid: string } {
  const header = decodeToken(token)?.header;
  if (header === undefined) throw new InvalidTokenError("not a JWT");
  assertOneSpelling(token);
  if (typeof header.kid !== "string" || header.kid === "") throw new InvalidTokenError("no key id");
  if (header.crit !== undefined) throw new InvalidTokenError("an unknown critical extension");
  const type = String(header.typ ?? "")
    .toLowerCase()
    .replace(/^application\//, "");
  if (!types.includes(type)) throw new InvalidTokenError("not an access token by its type");
  return { ...header, kid: header.kid };
}

/**
 * The signature covers the text of header and claims, but nothing covers its own: the bits that base64url leaves over at
 * its end (RFC 4648 §3.5) would give sixteen texts of one token.
 */
function assertOneSpelling(token: string): void {
  const signature = token.slice(token.lastIndexOf(".") + 1);
  if (Buffer.from(signature, "base64url").toString("base64url") !== signature) {
    throw new InvalidTokenError("a signature that is not written as base64url writes it");
  }
}

function decodeToken(token: string): Jwt | null {
  try {
    return jwt.decode(token, { complete: true });
  } catch {
    return null;
  }
}

function verifySignatureAndClaims(
  token: string,
  key: VerificationKey,
  { issuer, audience }: TokenExpectations,
): JwtPayload & { exp: number } {
  const { payload } = verifyWithKey(token, key, issuer, audience);
  if (typeof payload === "string") throw new InvalidTokenError("the payload is not a set of claims");
  // The library checks `exp` only when there is one, and with the same leeway as `nbf`.
  if (typeof payload.exp !== "number" || payload.exp * 1000 <= Date.now()) {
    throw new InvalidTokenError("expired, or without an expiry");
  }
  return { ...payload, exp: payload.exp };
}

function verifyWithKey(token: string, key: VerificationKey, issuer: string, audience: string): Jwt {
  try {
    return jwt.verify(token, key.publicKey, {
      algorithms: [key.algorithm],
      issuer,
      audience,
      clockTolerance: NOT_BEFORE_LEEWAY_SECONDS,
      complete: true,
    });
  } catch (error) {
    throw new InvalidTokenError(error instanceof Error ? error.message : "not verifiable");
  }
}

function requireSubject({ sub }: JwtPayload): string {
  if (typeof sub !== "string" || sub === "") throw new InvalidTokenError("no subject");
  return sub;
}

/** The `scope` claim (RFC 8693 §4.2): scopes separated by spaces. */
function readScopes({ scope }: JwtPayload): ReadonlySet<string> {
  return new Set(typeof scope === "string" ? scope.split(" ").filter((part) => part !== "") : []);
}
