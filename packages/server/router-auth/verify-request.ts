import { createSecretCheck } from "./secret-check.ts";
import { ROUTER_SECRET_HEADER } from "./sign-request.ts";
import {
  digestBody,
  encodeCaller,
  isSignedWith,
  parseRouterSignature,
  type ReceivedSignature,
  type RequestHead,
  ROUTER_SIGNATURE_HEADER,
  SIGNATURE_WINDOW_SECONDS,
} from "./signature.ts";
import { createSigningKey } from "./signing-key.ts";
import type { RouterAuthSettings } from "./variables.ts";

/** The head of a request as it was received. */
export interface ReceivedHead extends RequestHead {
  /** Gives all values of the header with this name in lower case; undefined without one. */
  readonly readHeader: (name: string) => readonly string[] | undefined;
}

/** What a verified head proves about the rest of its request. */
export interface RequestProof {
  coversBody(body: Uint8Array): boolean;
  /** Whether the request was sent for the caller with this id; null: an anonymous one. */
  coversCaller(callerId: string | null): boolean;
}

/** The reason of a refusal is for the log: the sender learns only that it was refused. */
export type Verdict =
  | { readonly kind: "accepted"; readonly proof: RequestProof }
  | { readonly kind: "refused"; readonly reason: string };

/** Whether the sender of a request knows the secret, by the head alone: before a byte of the body is read. */
export type VerifyRequest = (head: ReceivedHead) => Verdict;

/** The scheme in `www-authenticate` (RFC 9110 §11.6.1) when a subgraph refuses the sender, not the caller. */
export const ROUTER_CHALLENGE = "Router";

/** A proof that does not cover the rest. */
const UNBOUND: RequestProof = { coversBody: () => true, coversCaller: () => true };

/** Makes the check of requests that `createRequestSigner` signs. Without a secret it accepts every request. */
export function createRequestVerifier({ secrets, scheme }: RouterAuthSettings): VerifyRequest {
  if (secrets.length === 0) return () => ({ kind: "accepted", proof: UNBOUND });
  return scheme === "header" ? createSecretVerifier(secrets) : createSignatureVerifier(secrets);
}

function createSecretVerifier(secrets: readonly string[]): VerifyRequest {
  const isKnown = createSecretCheck(secrets);
  return ({ readHeader }) => {
    const given = readSingle(readHeader(ROUTER_SECRET_HEADER));
    if (given === null) return refuse(`no single ${ROUTER_SECRET_HEADER} header`);
    return isKnown(given) ? { kind: "accepted", proof: UNBOUND } : refuse("another secret");
  };
}

function createSignatureVerifier(secrets: readonly string[]): VerifyRequest {
  const keys = secrets.map(createSigningKey);
  return (head) => {
    const value = readSingle(head.readHeader(ROUTER_SIGNATURE_HEADER));
    if (value === null) return refuse(`no single ${ROUTER_SIGNATURE_HEADER} header`);
    const signature = parseRouterSignature(value);
    if (signature === null) return refuse("a malformed signature");
    const age = Date.now() - signature.seconds * 1000;
    if (Math.abs(age) > SIGNATURE_WINDOW_SECONDS * 1000) return refuse(describeAge(age));
    if (!isSignedWith(keys, head, signature)) return refuse("another secret, or another request");
    return { kind: "accepted", proof: buildProof(signature) };
  };
}

function buildProof({ bodyDigest, caller }: ReceivedSignature): RequestProof {
  return {
    coversBody: (body) => digestBody(body) === bodyDigest,
    coversCaller: (callerId) => encodeCaller(callerId) === caller,
  };
}

/** Two headers are refused: hops could choose different ones. */
function readSingle(values: readonly string[] | undefined): string | null {
  return values?.length === 1 ? (values[0] ?? null) : null;
}

function describeAge(milliseconds: number): string {
  return `a signature of ${Math.round(milliseconds / 1000)} seconds ago: do the clocks agree?`;
}

function refuse(reason: string): Verdict {
  return { kind: "refused", reason };
}
