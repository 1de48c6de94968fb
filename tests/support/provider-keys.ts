import { constants, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { buildToken, type TokenPart } from "./access-tokens.ts";

/** A key of an identity provider: which members it publishes, and what its tokens say, is up to the test. */
export interface ProviderKey {
  /** The bare public key, without `kid`, `alg` and `use`. */
  readonly jwk: TokenPart;
  /** A token that says it is signed by `alg`, and is. */
  sign(header: TokenPart, claims: TokenPart): string;
}

const CURVES: Readonly<Record<string, string>> = { "256": "P-256", "384": "P-384", "512": "P-521" };

/** Makes a key for the JWS algorithm `alg`. */
export function createProviderKey(alg: string, modulusLength = 2048): ProviderKey {
  const { privateKey, publicKey } = generatePair(alg, modulusLength);
  return {
    jwk: { ...publicKey.export({ format: "jwk" }) },
    sign: (header, claims) =>
      buildToken({ alg, ...header }, claims, (text) => signText(alg, privateKey, Buffer.from(text))),
  };
}

function generatePair(alg: string, modulusLength: number): { privateKey: KeyObject; publicKey: KeyObject } {
  if (alg === "EdDSA") return generateKeyPairSync("ed25519");
  if (!alg.startsWith("ES")) return generateKeyPairSync("rsa", { modulusLength });
  return generateKeyPairSync("ec", { namedCurve: CURVES[alg.slice(2)] ?? "" });
}

function signText(alg: string, key: KeyObject, text: Buffer): Buffer {
  if (alg === "EdDSA") return sign(null, text, key);
  const hash = `sha${alg.slice(2)}`;
  if (alg.startsWith("ES")) return sign(hash, text, { key, dsaEncoding: "ieee-p1363" });
  if (alg.startsWith("RS")) return sign(hash, text, key);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return sign(hash, text, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST });
}
