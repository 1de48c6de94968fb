import { createRefreshToken, hashRefreshToken } from "./refresh-token.ts";
import type { Sessions } from "./sessions.ts";

/**
 * Spends a refresh token for its successor. A token that was spent before ends its whole sign-in: the client or a thief
 * holds a copy, and nothing tells which (RFC 9700 §4.14.2).
 * @returns null when the token could not be spent
 */
export async function renewSession(sessions: Pick<Sessions, "spend" | "revoke">, refreshToken: string) {
  const spentHash = hashRefreshToken(refreshToken);
  const next = createRefreshToken();
  const user = await sessions.spend(spentHash, next.hash);
  if (user !== null) return { user, refreshToken: next.token };
  await sessions.revoke(spentHash);
  return null;
}
