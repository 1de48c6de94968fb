import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** A refresh token, 256 random bits in base64url, which the client holds, and the hash that is stored. */
export function createRefreshToken() {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return { token, hash: hashRefreshToken(token) };
}

/** SHA-256, base64url. A fast hash is enough: 256 random bits cannot be guessed. */
export function hashRefreshToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
