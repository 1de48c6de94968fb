/** A public key that access tokens may be signed with, and the one algorithm it is good for. */
export interface VerificationKey {
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string;
  /** A JWS algorithm (RFC 7518, RFC 8037): never taken from the token. */
  readonly algorithm: SignatureAlgorithm;
}

/** The asymmetric algorithms that are accepted; `none` and the HMAC family can never be. */
export const SIGNATURE_ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

/** One of the accepted algorithms. */
export type SignatureAlgorithm = (typeof SIGNATURE_ALGORITHMS)[number];

/** What a token says of its key, and the test that only the right key passes. */
export interface WantedKey {
  /** Undefined when the token names none. */
  readonly kid: string | undefined;
  readonly algorithm: string;
  /** Several keys may have one id: asked of each that fits, a bounded number of them. */
  isRight(key: VerificationKey): boolean;
}

/** Where verification keys come from. */
export interface KeySet {
  /**
   * The right key among those that fit, or null when there is none.
   * @throws KeysUnavailableError when no key has ever been had, so that nothing can be said about any token
   */
  findKey(wanted: WantedKey): Promise<VerificationKey | null>;
}

/** No key set could be fetched so far: a fault of ours, not of the token. */
export class KeysUnavailableError extends Error {
  override readonly name = "KeysUnavailableError";
}

/** Whether `value` names an accepted algorithm. */
export function isSignatureAlgorithm(value: unknown): value is SignatureAlgorithm {
  return SIGNATURE_ALGORITHMS.some((algorithm) => algorithm === value);
}
