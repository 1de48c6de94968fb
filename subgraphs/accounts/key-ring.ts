import * as z from "zod";
import { wholeNumber } from "../../packages/server/process/environment.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { LIFETIME_SECONDS } from "./access-token.ts";
import { type KeyFile, loadDevelopmentKeys, readKeyFiles } from "./development-key.ts";
import { buildSigningKey, readGivenKeys, type SigningKey } from "./signing-key.ts";

export interface KeyRing {
  /** The key for new tokens. */
  signingKey(): SigningKey;
  /** The signing key, keys that will sign soon, and keys whose tokens may still be valid. */
  publishedKeys(): readonly SigningKey[];
  /** Ends the watch over the key files. */
  close(): void;
}

/** Where signing keys are, and when a new one signs. */
export const keyVariables = {
  JWT_PRIVATE_KEY: z.string().optional(),
  SIGNING_KEY_LEAD_SECONDS: wholeNumber(0, 86_400).default(90),
};

/** Where signing keys are, and when a new one signs. */
export type KeySettings = ReturnType<typeof buildKeySettings>;

/** The settings that `values` give. @throws StartupError in production without a key */
export function buildKeySettings(
  { JWT_PRIVATE_KEY, SIGNING_KEY_LEAD_SECONDS }: z.output<z.ZodObject<typeof keyVariables>>,
  { isProduction, dataDirectory }: { readonly isProduction: boolean; readonly dataDirectory: string },
) {
  if (JWT_PRIVATE_KEY === undefined && isProduction) {
    throw new StartupError(
      "JWT_PRIVATE_KEY must be set in production: give it an RSA private key in PEM form, as `openssl genrsa 2048` writes it, or set NODE_ENV=development",
    );
  }
  return {
    /** PEM, one or several; the first signs. Null: the development keys of the data folder. Secret: never logged. */
    privateKeyPem: JWT_PRIVATE_KEY ?? null,
    dataDirectory,
    /** How long a new development key is published before it signs. */
    keyLeadSeconds: SIGNING_KEY_LEAD_SECONDS,
  };
}

const REREAD_INTERVAL_MS = 5_000;
/** A slow clock may sign with the old key for a moment longer. */
const SLACK_SECONDS = 60;

/**
 * The keys of the configuration, where the first signs; else those of the data folder, read again every five seconds, so
 * that a new key needs no restart. When they cannot be read again, the known keys stay.
 * @throws StartupError when a key is not an RSA private key of at least 2048 bits
 */
export async function loadKeyRing(
  { privateKeyPem, dataDirectory, keyLeadSeconds }: KeySettings,
  onFailure: (error: unknown) => void,
): Promise<KeyRing> {
  if (privateKeyPem !== null) return buildFixedRing(readGivenKeys(privateKeyPem));
  let files = toDatedKeys(await loadDevelopmentKeys(dataDirectory), dataDirectory);
  const reread = async () => {
    const found = toDatedKeys(await readKeyFiles(dataDirectory), dataDirectory);
    if (found.length > 0) files = found;
  };
  const timer = setInterval(() => reread().catch(onFailure), REREAD_INTERVAL_MS).unref();
  return {
    signingKey: () => chooseKeys(files, Date.now(), keyLeadSeconds).signing.key,
    publishedKeys: () => chooseKeys(files, Date.now(), keyLeadSeconds).published.map(({ key }) => key),
    close: () => clearInterval(timer),
  };
}

function buildFixedRing(keys: readonly SigningKey[]): KeyRing {
  const [first] = keys;
  if (first === undefined) throw new Error("there is no key to sign with");
  return { signingKey: () => first, publishedKeys: () => keys, close: () => undefined };
}

interface Dated {
  readonly addedAt: number;
}

/**
 * The keys in use at `now`, out of `keys`, the newest first. A key signs after it was published for `leadSeconds`: until
 * then a verifier may not know it. The key before it stays published until its last token has expired.
 */
export function chooseKeys<Key extends Dated>(
  keys: readonly Key[],
  now: number,
  leadSeconds: number,
): { readonly signing: Key; readonly published: readonly Key[] } {
  const startsAt = ({ addedAt }: Key) => addedAt + leadSeconds * 1000;
  const signing = keys.find((key) => startsAt(key) <= now) ?? keys.at(-1);
  if (signing === undefined) throw new Error("there is no key to sign with");
  const published = keys.filter((_key, index) => {
    const successor = keys[index - 1];
    return successor === undefined || now < startsAt(successor) + (LIFETIME_SECONDS + SLACK_SECONDS) * 1000;
  });
  return { signing, published };
}

function toDatedKeys(files: readonly KeyFile[], dataDirectory: string): (Dated & { key: SigningKey })[] {
  return files.map(({ name, pem, addedAt }) => ({
    addedAt,
    key: buildSigningKey(pem, `${dataDirectory}/${name}`, "delete it, and a new one is made"),
  }));
}
