/** A public key that verifies access tokens, with its one algorithm. */
export interface VerificationKey {
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string;
  /** A JWS algorithm (RFC 7518, RFC 8037). It never comes from the token. */
  readonly algorithm: SignatureAlgorithm;
}

/** The accepted algorithms, all asymmetric: never `none` or the HMAC family. */
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

/** How a token describes its key, and a test that only the right key passes. */
export interface WantedKey {
  /** Undefined when the token names none. */
  readonly kid: string | undefined;
  readonly algorithm: string;
  /** Several keys may share one id: called for each that fits, up to a limit. */
  isRight(key: VerificationKey): boolean;
}

/** Where verification keys come from. */
export interface KeySet {
  /**
   * The right key among those that fit, or null when there is none; a promise only where keys must be fetched first.
   * @throws KeysUnavailableError, in a promise, when no key was ever fetched, so that no token can be judged
   */
  findKey(wanted: WantedKey): VerificationKey | null | Promise<VerificationKey | null>;
}

/** No key set could be fetched so far: our fault, not the token's. */
export class KeysUnavailableError extends Error {
  override readonly name = "KeysUnavailableError";
}

/** Whether `value` names an accepted algorithm. */
export function isSignatureAlgorithm(value: unknown): value is SignatureAlgorithm {
  return SIGNATURE_ALGORITHMS.some((algorithm) => algorithm === value);
}
