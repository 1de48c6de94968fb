import jwt, { type Jwt } from "jsonwebtoken";
import { isRecord } from "../server/is-record.ts";
import type { KeySet } from "./key-set.ts";
import { type Claims, readScopes } from "./scopes.ts";
import { findOtherKind, isOfType } from "./token-kind.ts";
import { isSignedBy } from "./verify-signature.ts";

/** What an access token must claim to be accepted. */
export interface TokenExpectations {
  readonly issuer: string;
  /** Null for a provider whose tokens have none: then `requiredClaim` takes its place. */
  readonly audience: string | null;
  /** A claim that each token must have, with this value. */
  readonly requiredClaim?: { readonly name: string; readonly value: string } | undefined;
  /** The accepted `alg` headers; all that are accepted at all where absent. */
  readonly algorithms?: readonly string[] | undefined;
  /** Accepted `typ` headers, lower case, without the `application/` prefix; `none` for tokens without one. */
  readonly types: readonly string[];
  readonly scopeClaims: readonly string[];
}

/** A token is refused. The reason is for the log: clients learn only that the token is not valid. */
export class InvalidTokenError extends Error {
  override readonly name = "InvalidTokenError";
}

/** A verified token. */
export type VerifiedToken = Awaited<ReturnType<typeof verifyAccessToken>>;

/** A publisher's clock may run this far ahead of ours before its tokens are "not yet valid". */
const NOT_BEFORE_LEEWAY_SECONDS = 30;

/**
 * Verifies an access token by RFC 8725 and RFC 9068. The key decides the algorithm. Issuer, audience, type, expiry and
 * subject are required. A critical extension refuses the token, as we know none.
 * @returns its caller, its `kid` if it names one, the key that verified it, and its end in milliseconds since 1970
 * @throws InvalidTokenError when the token is not acceptable
 * @throws KeysUnavailableError when no verification key could be fetched
 */
export async function verifyAccessToken(token: string, keySet: KeySet, expectations: TokenExpectations) {
  const { header, payload } = requireToken(token, expectations);
  const { kid, alg } = header;
  // RFC 9864 names the curve of EdDSA; here the key tells it.
  const algorithm = /^ed(25519|448)$/i.test(alg) ? "EdDSA" : alg;
  if (expectations.algorithms?.includes(algorithm) === false) {
    throw new InvalidTokenError("signed with an algorithm that its issuer does not use");
  }
  const key = await keySet.findKey({ kid, algorithm, isRight: (each) => isSignedBy(token, each) });
  if (key === null) throw new InvalidTokenError("signed with an unknown key");
  const claims = requireClaims(payload, expectations);
  const otherKind = findOtherKind(header, claims);
  if (otherKind !== null) throw new InvalidTokenError(otherKind);
  const caller = { id: requireSubject(claims), scopes: readScopes(claims, expectations.scopeClaims) };
  return { caller, kid, key, expiresAt: claims.exp * 1000 };
}

/** The issuer that a token names, which proves nothing: it says by whose keys to verify it. Null: none. */
export function readIssuer(token: string): string | null {
  const payload: unknown = decodeToken(token)?.payload;
  return isRecord(payload) && typeof payload.iss === "string" ? payload.iss : null;
}

/** When a verified token ends, in milliseconds since 1970. */
export function readExpiry(token: string): number {
  const payload: unknown = decodeToken(token)?.payload;
  if (!isRecord(payload) || typeof payload.exp !== "number") throw new Error("a token without an expiry was verified");
  return payload.exp * 1000;
}

function requireToken(token: string, { types }: TokenExpectations): Jwt {
  const decoded = decodeToken(token);
  if (decoded === null) throw new InvalidTokenError("not a JWT");
  assertOneSpelling(token);
  const { header } = decoded;
  if (header.kid !== undefined && (typeof header.kid !== "string" || header.kid === "")) {
    throw new InvalidTokenError("a key id that is no text");
  }
  if (header.crit !== undefined) throw new InvalidTokenError("an unknown critical extension");
  if (!isOfType(header, types)) throw new InvalidTokenError("not an access token by its type");
  return decoded;
}

/** Refuses the other texts of one token: base64url leaves bits over at the signature's end (RFC 4648 §3.5). */
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

/** RFC 7519 §4.1. Audience and issuer are compared as written. */
function requireClaims(
  payload: unknown,
  { issuer, audience, requiredClaim }: TokenExpectations,
): Claims & { readonly exp: number } {
  if (!isRecord(payload)) throw new InvalidTokenError("the payload is not a set of claims");
  const { iss, aud, nbf = 0, exp } = payload;
  if (iss !== issuer) throw new InvalidTokenError(`jwt issuer invalid. expected: ${issuer}`);
  if (audience !== null && !(Array.isArray(aud) ? aud : [aud]).includes(audience)) {
    throw new InvalidTokenError(`jwt audience invalid. expected: ${audience}`);
  }
  if (requiredClaim !== undefined && !hasClaim(payload, requiredClaim)) {
    throw new InvalidTokenError(`without the claim ${requiredClaim.name} that is required of it`);
  }
  // The leeway for clocks applies to the start of a token's life, not to its end.
  if (typeof nbf !== "number" || nbf > Date.now() / 1000 + NOT_BEFORE_LEEWAY_SECONDS) {
    throw new InvalidTokenError("not valid yet");
  }
  if (typeof exp !== "number" || exp * 1000 <= Date.now()) {
    throw new InvalidTokenError("expired, or without an expiry");
  }
  return { ...payload, exp };
}

function hasClaim(payload: Claims, { name, value }: NonNullable<TokenExpectations["requiredClaim"]>): boolean {
  const claim: unknown = Object.hasOwn(payload, name) ? payload[name] : undefined;
  return Array.isArray(claim) ? claim.includes(value) : claim === value;
}

function requireSubject({ sub }: Claims): string {
  if (typeof sub !== "string" || sub === "") throw new InvalidTokenError("no subject");
  return sub;
}
