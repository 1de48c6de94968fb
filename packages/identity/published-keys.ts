import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import * as z from "zod";
import { isSignatureAlgorithm, type SignatureAlgorithm, type VerificationKey, type WantedKey } from "./key-set.ts";

/** A key of a set, with its id there; undefined where it has none. */
export interface PublishedKey extends VerificationKey {
  readonly kid: string | undefined;
}

/** RFC 7518 §3.3 and §3.5. A shorter key can be broken. */
const MINIMUM_RSA_BITS = 2048;

/** Two or three keys may share an id by accident. Each further one would make every bad token more expensive. */
const MAXIMUM_KEYS_TRIED = 4;

const documentSchema = z.object({ keys: z.array(z.unknown()) });
const keySchema = z.looseObject({
  kty: z.enum(["RSA", "EC", "OKP"]),
  kid: z.string().min(1).optional(),
  alg: z.string().optional(),
  use: z.literal("sig").optional(),
  key_ops: z
    .array(z.string())
    .refine((operations) => operations.includes("verify"))
    .optional(),
});

/**
 * The keys of a key set (RFC 7517 §5) that can verify signatures, without weak, malformed and unaccepted ones.
 * @throws Error when there is none
 */
export function readPublishedKeys(document: unknown): readonly PublishedKey[] {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw new Error("the key set is no list of keys");
  const keys = parsed.data.keys.flatMap((key) => readKey(key) ?? []);
  if (keys.length === 0) throw new Error("the key set has no key that can verify a token");
  return keys;
}

/** The keys that `wanted` may mean: those of its id, else the only fitting key without an id. */
export function findCandidates(keys: readonly PublishedKey[], wanted: WantedKey): readonly PublishedKey[] {
  const named = wanted.kid === undefined ? [] : keys.filter(({ kid }) => kid === wanted.kid);
  const fitting = (named.length > 0 ? named : keys.filter(({ kid }) => kid === undefined)).filter(
    ({ algorithm }) => algorithm === wanted.algorithm,
  );
  if (named.length > 0) return fitting.slice(0, MAXIMUM_KEYS_TRIED);
  return fitting.length === 1 ? fitting : [];
}

function readKey(value: unknown): PublishedKey | null {
  const parsed = keySchema.safeParse(value);
  // Once published, a private key signs for anyone.
  if (!parsed.success || parsed.data.d !== undefined) return null;
  try {
    const key = createPublicKey({ key: parsed.data as JsonWebKey, format: "jwk" });
    const algorithm = findAlgorithm(key, parsed.data.alg);
    if (algorithm === null) return null;
    const publicKey = key.export({ type: "spki", format: "pem" }).toString();
    return { kid: parsed.data.kid, publicKey, algorithm };
  } catch {
    return null;
  }
}

const ALGORITHM_BY_CURVE: Readonly<Record<string, SignatureAlgorithm>> = {
  prime256v1: "ES256",
  secp384r1: "ES384",
  secp521r1: "ES512",
};

/** The algorithm of a key. A key that does not name one gets the usual one of its type. */
function findAlgorithm(key: KeyObject, stated: string | undefined): SignatureAlgorithm | null {
  const usual = findUsualAlgorithm(key);
  if (usual === null || stated === undefined || stated === usual) return usual;
  // RFC 9864 names the curve.
  if (usual === "EdDSA") return stated.toLowerCase() === key.asymmetricKeyType ? usual : null;
  return usual === "RS256" && /^[RP]S/.test(stated) && isSignatureAlgorithm(stated) ? stated : null;
}

function findUsualAlgorithm({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): SignatureAlgorithm | null {
  switch (asymmetricKeyType) {
    case "rsa":
      return (asymmetricKeyDetails?.modulusLength ?? 0) < MINIMUM_RSA_BITS ? null : "RS256";
    case "ec":
      return ALGORITHM_BY_CURVE[asymmetricKeyDetails?.namedCurve ?? ""] ?? null;
    case "ed25519":
    case "ed448":
      return "EdDSA";
    default:
      return null;
  }
}
