import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** A refresh token, and the hash that is stored. */
export interface RefreshToken {
  /** 256 random bits, base64url: what the client holds. */
  readonly token: string;
  readonly hash: string;
}

export function createRefreshToken(): RefreshToken {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return { token, hash: hashRefreshToken(token) };
}

/** SHA-256, base64url. A fast hash is enough: 256 random bits cannot be guessed. */
export function hashRefreshToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
