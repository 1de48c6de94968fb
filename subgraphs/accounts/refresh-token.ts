import { createHash, randomBytes } from "node:crypto";

const TOKEN_BYTES = 32;

/** A refresh token, and what is kept of it. */
export interface RefreshToken {
  /** 256 random bits, base64url: what the client holds. */
  readonly token: string;
  readonly hash: string;
}

/** Makes a token that cannot be guessed. */
export function createRefreshToken(): RefreshToken {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return { token, hash: hashRefreshToken(token) };
}

/** SHA-256, base64url. A fast hash is enough: there is no guessing 256 random bits. */
export function hashRefreshToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
