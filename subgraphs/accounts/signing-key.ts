import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { StartupError } from "../../packages/server/process/startup-error.ts";

const MINIMUM_BITS = 2048;
const PEM_BLOCK = /-----BEGIN [^-]+-----[\s\S]*?-----END [^-]+-----/g;

/** The key pair behind access tokens. */
export interface SigningKey {
  /** The key's RFC 7638 thumbprint: the same key has the same id wherever it is loaded. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** The public key as SubjectPublicKeyInfo: it is compared at each request, and exported once. */
  readonly publicPem: string;
}

/** Reads the keys of JWT_PRIVATE_KEY, one PEM after another. @throws StartupError when one is not acceptable */
export function readGivenKeys(pems: string): SigningKey[] {
  // Where environment variables cannot hold line breaks, these are written as \n.
  const blocks = pems.replaceAll("\\n", "\n").match(PEM_BLOCK) ?? [pems];
  return blocks.map((pem) => buildSigningKey(pem, "JWT_PRIVATE_KEY", "give it the output of `openssl genrsa 2048`"));
}

/** @param origin where the key came from @param mend what to do when it is bad @throws StartupError naming both */
export function buildSigningKey(pem: string, origin: string, mend: string): SigningKey {
  const privateKey = findRsaPrivateKey(pem);
  if (privateKey === null) {
    throw new StartupError(
      `${origin} must be an unencrypted RSA private key of at least ${MINIMUM_BITS} bits, in PEM form: ${mend}`,
    );
  }
  const publicKey = createPublicKey(privateKey);
  const publicPem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { kid: buildThumbprint(publicKey), privateKey, publicKey, publicPem };
}

function findRsaPrivateKey(pem: string): KeyObject | null {
  try {
    const key = createPrivateKey(pem);
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
    return key.asymmetricKeyType === "rsa" && bits >= MINIMUM_BITS ? key : null;
  } catch {
    return null;
  }
}

/** RFC 7638 §3: SHA-256 of the required members in this order, base64url. */
function buildThumbprint(publicKey: KeyObject): string {
  const { e, kty, n } = publicKey.export({ format: "jwk" });
  return createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
}
