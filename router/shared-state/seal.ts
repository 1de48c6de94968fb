import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals values for a name, and opens them there. */
export type Seal = ReturnType<typeof createSeal>;

/**
 * Makes what writes a value as JSON, encrypted and authenticated (AES-256-GCM, NIST SP 800-38D). What another
 * has written opens nowhere: neither garbage, nor what was sealed with another secret or for another name.
 * @param secret the same for all routers that share; null: the seal only tells garbage
 */
export function createSeal(secret: string | null) {
  // A key for each name: a value moved to another name does not open there.
  const deriveKey = (name: string) =>
    createHmac("sha256", secret ?? "")
      .update(name)
      .digest();
  return {
    seal(name: string, value: unknown): Buffer {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, deriveKey(name), nonce);
      const sealed = [cipher.update(JSON.stringify(value), "utf8"), cipher.final()];
      return Buffer.concat([nonce, cipher.getAuthTag(), ...sealed]);
    },
    /** @returns null when it was not sealed for `name` */
    open(name: string, sealed: Buffer): unknown {
      const begin = NONCE_BYTES + TAG_BYTES;
      if (sealed.length < begin) return null;
      const decipher = createDecipheriv(CIPHER, deriveKey(name), sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, begin));
      try {
        const text = Buffer.concat([decipher.update(sealed.subarray(begin)), decipher.final()]);
        return JSON.parse(text.toString());
      } catch {
        return null;
      }
    },
  };
}
