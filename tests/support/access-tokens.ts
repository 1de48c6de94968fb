import { createHash, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";

/** A header or the claims of a JWT; a member that is undefined is left out. */
export type TokenPart = Readonly<Record<string, unknown>>;

/** What a test changes of an acceptable token. */
export interface TokenChange {
  readonly header?: TokenPart;
  readonly claims?: TokenPart;
}

/** Signs access tokens with a key pair of the test's own. */
export interface TokenSigner {
  /** Give it to accounts as `JWT_PRIVATE_KEY`. */
  readonly privateKeyPem: string;
  readonly publicKeyPem: string;
  /** The public key as a key set publishes it. */
  readonly jwk: TokenPart;
  readonly kid: string;
  /** A token like those of accounts, but for the change. */
  sign(change?: TokenChange): string;
}

/** Signs the first two parts of a token. */
export type SignText = (text: string) => Buffer;

/** Makes an RS256 key pair whose `kid` is its thumbprint, as accounts names its key. */
export function createRsaSigner(): TokenSigner {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return buildSigner(privateKey, publicKey, { alg: "RS256" }, (text) => sign("sha256", Buffer.from(text), privateKey));
}

/** Makes an ES256 key pair, as another publisher may use. */
export function createEcSigner(): TokenSigner {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return buildSigner(privateKey, publicKey, { alg: "ES256" }, (text) =>
    sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }),
  );
}

function buildSigner(
  privateKey: KeyObject,
  publicKey: KeyObject,
  { alg }: { readonly alg: string },
  signText: SignText,
): TokenSigner {
  const members = publicKey.export({ format: "jwk" });
  const kid = buildThumbprint(members);
  return {
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    jwk: { ...members, kid, alg, use: "sig" },
    kid,
    sign: ({ header, claims } = {}) =>
      buildToken({ alg, typ: "at+jwt", kid, ...header }, { ...buildClaims(), ...claims }, signText),
  };
}

/** The claims of an acceptable token. */
export function buildClaims(): TokenPart {
  const now = nowInSeconds();
  return { iss: "urn:supergraph:accounts", aud: "urn:supergraph", sub: "somebody", iat: now, exp: now + 300 };
}

/** The time as claims tell it. */
export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** Writes a token (RFC 7515 §7.1) by hand, since no library signs the bad ones. */
export function buildToken(header: TokenPart, claims: TokenPart, signText: SignText): string {
  const text = `${encodePart(header)}.${encodePart(claims)}`;
  return `${text}.${signText(text).toString("base64url")}`;
}

/** Encodes a header or claims. */
export function encodePart(part: TokenPart): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** RFC 7638 §3: the required members of the key, in the order of their names. */
function buildThumbprint({ crv, e, kty, n, x, y }: JsonWebKey): string {
  return createHash("sha256").update(JSON.stringify({ crv, e, kty, n, x, y })).digest("base64url");
}
