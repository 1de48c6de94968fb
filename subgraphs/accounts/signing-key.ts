import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { StartupError } from "../../service/startup-error.ts";
import type { AccountsConfig } from "./config.ts";
import { DEVELOPMENT_KEY_FILE, loadDevelopmentKey } from "./development-key.ts";

const MINIMUM_BITS = 2048;

/** The key pair behind access tokens. */
export interface SigningKey {
  /** The key's RFC 7638 thumbprint: the same key has the same id wherever it is loaded. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * Loads the key that the configuration gives, or the development key.
 * @throws StartupError when it is not an RSA private key of at least 2048 bits
 */
export async function loadSigningKey({
  privateKeyPem,
  dataDirectory,
}: Pick<AccountsConfig, "privateKeyPem" | "dataDirectory">): Promise<SigningKey> {
  if (privateKeyPem !== null) {
    return buildSigningKey(privateKeyPem, "JWT_PRIVATE_KEY", "give it the output of `openssl genrsa 2048`");
  }
  const pem = await loadDevelopmentKey(dataDirectory);
  return buildSigningKey(pem, `${dataDirectory}/${DEVELOPMENT_KEY_FILE}`, "delete it, and a new one is made");
}

/** `origin` and `mend` tell the reader of the error where the key came from and what to do. @throws StartupError */
function buildSigningKey(pem: string, origin: string, mend: string): SigningKey {
  const privateKey = findRsaPrivateKey(pem);
  if (privateKey === null) {
    throw new StartupError(
      `${origin} must be an unencrypted RSA private key of at least ${MINIMUM_BITS} bits, in PEM form: ${mend}`,
    );
  }
  const publicKey = createPublicKey(privateKey);
  return { kid: buildThumbprint(publicKey), privateKey, publicKey };
}

function findRsaPrivateKey(pem: string): KeyObject | null {
  try {
    // Many places that hold environment variables keep no line breaks: there they are written as \n.
    const key = createPrivateKey(pem.replaceAll("\\n", "\n"));
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
