import crypto, { timingSafeEqual } from "node:crypto";
import type { SigningKey } from "./signing-key.ts";

// docs/router-to-subgraphs.md describes the format for other implementations.

/** The header that carries a signature, in lower case. */
export const ROUTER_SIGNATURE_HEADER = "router-signature";

/** How far the time of a signature may be from the receiver's clock, either way. */
export const SIGNATURE_WINDOW_SECONDS = 30;

const SCHEME = "router-signature-v1";

/** The parts of a request's head that a signature covers. */
export interface RequestHead {
  readonly method: string;
  /** The path with the query, exactly as the request line has it (RFC 9112 §3.2.1). */
  readonly target: string;
  /** The value of the header `x-client-address`; null without one. */
  readonly clientAddress: string | null;
}

/** A request that is to be signed. */
export interface UnsignedRequest extends RequestHead {
  /** Empty for a request without one. */
  readonly body: string | Uint8Array;
  /** The `sub` of the access token that goes along; null without a token. */
  readonly callerId: string | null;
}

/** A signature as it was received: well-formed, and not yet verified. */
export interface ReceivedSignature {
  /** When it was made, in seconds since 1970. */
  readonly seconds: number;
  /** SHA-256 of the body, in lower-case hexadecimal digits. */
  readonly bodyDigest: string;
  /** The caller's id, as `encodeCaller` writes it. */
  readonly caller: string;
  /** HMAC-SHA256 of all the others, in lower-case hexadecimal digits. */
  readonly code: string;
}

/** Signs `request` at the time `now`, in milliseconds since 1970. @returns the header's value */
export function buildRouterSignature(request: UnsignedRequest, key: SigningKey, now: number): string {
  const seconds = Math.floor(now / 1000);
  const bodyDigest = digestBody(request.body);
  const caller = encodeCaller(request.callerId);
  const code = computeCode(request, { seconds, bodyDigest, caller }, key);
  return `t=${seconds},body=${bodyDigest},caller=${caller},v1=${code}`;
}

/** Reads a header's value; null unless it is of the form of `buildRouterSignature`. */
export function parseRouterSignature(value: string): ReceivedSignature | null {
  const match = /^t=(\d{1,12}),body=([\da-f]{64}),caller=([\w-]*),v1=([\da-f]{64})$/.exec(value);
  if (match === null) return null;
  const [, seconds, bodyDigest = "", caller = "", code = ""] = match;
  return { seconds: Number(seconds), bodyDigest, caller, code };
}

/** Whether `signature` was made with one of `keys` for a request with this head. Time, body and caller are not checked. */
export function isSignedWith(keys: readonly SigningKey[], head: RequestHead, signature: ReceivedSignature): boolean {
  const code = Buffer.from(signature.code, "latin1");
  return keys.some((key) => timingSafeEqual(Buffer.from(computeCode(head, signature, key), "latin1"), code));
}

/** SHA-256 of a body, in lower-case hexadecimal digits. */
export function digestBody(body: string | Uint8Array): string {
  return crypto.hash("sha256", body, "hex");
}

/** The UTF-8 bytes of a caller's id in base64url, which contains no separator; empty for an anonymous caller. */
export function encodeCaller(callerId: string | null): string {
  return Buffer.from(callerId ?? "", "utf8").toString("base64url");
}

function computeCode(
  { method, target, clientAddress }: RequestHead,
  { seconds, bodyDigest, caller }: Omit<ReceivedSignature, "code">,
  key: SigningKey,
): string {
  return key(`${SCHEME}\n${seconds}\n${method}\n${target}\n${bodyDigest}\n${caller}\n${clientAddress ?? ""}`);
}
