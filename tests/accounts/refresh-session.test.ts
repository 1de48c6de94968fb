import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { login, me, readRefusal, refreshSession, renew, type Session, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

const REFUSAL = {
  data: null,
  refusals: [{ message: "The refresh token is not valid. Sign in again.", code: "UNAUTHENTICATED" }],
};
const SESSION_LIFETIME_MS = 30 * 24 * 60 * 60_000;

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

describe("refreshSession", () => {
  it("gives a new session of the same user, token after token", async () => {
    const first = await signUp(accounts, "rotating");
    const second = await renew(accounts, first.refreshToken);
    const third = await renew(accounts, second.refreshToken);
    expect(third.user).toEqual(first.user);
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    expect(new Set([first, second, third].map(({ accessToken }) => accessToken)).size).toBe(3);
    expect((await me(accounts, third.accessToken)).data).toEqual({ me: first.user });
  });

  it("reads the scopes anew", async () => {
    const { refreshToken } = await signUp(accounts, "promoted");
    await withDatabase(accounts, (prisma) =>
      prisma.user.update({ where: { usernameKey: "promoted" }, data: { scopes: "books:write" } }),
    );
    const { accessToken } = await renew(accounts, refreshToken);
    expect(jwt.decode(accessToken)).toMatchObject({ scope: "books:write" });
  });

  it("ends the whole sign-in when a spent token is used again", async () => {
    const first = await signUp(accounts, "stolen-from");
    const second = await renew(accounts, first.refreshToken);
    const third = await renew(accounts, second.refreshToken);
    expect(readRefusal(await refreshSession(accounts, first.refreshToken))).toEqual(REFUSAL);
    expect(readRefusal(await refreshSession(accounts, third.refreshToken))).toEqual(REFUSAL);
  });

  it("leaves the user's other sign-ins alone when it ends one", async () => {
    const first = await signUp(accounts, "two-sign-ins");
    const other = (await login(accounts, "two-sign-ins")).data?.login;
    await renew(accounts, first.refreshToken);
    await refreshSession(accounts, first.refreshToken);
    expect((await refreshSession(accounts, other?.refreshToken ?? "")).errors).toBeUndefined();
  });

  it("lets one of twenty uses of a token at once succeed, and ends the sign-in", async () => {
    const { refreshToken } = await signUp(accounts, "hurried");
    const answers = await Promise.all(Array.from({ length: 20 }, () => refreshSession(accounts, refreshToken)));
    const sessions = answers.flatMap(({ data }) => data?.refreshSession ?? []);
    expect(sessions).toHaveLength(1);
    expect(answers.filter(({ data }) => data === null).map(readRefusal)).toEqual(Array(19).fill(REFUSAL));
    expect(readRefusal(await refreshSession(accounts, sessions[0]?.refreshToken ?? ""))).toEqual(REFUSAL);
  });

  it.each([
    ["an empty one", ""],
    ["one that was never issued", "A".repeat(43)],
    ["one that is not well-formed Unicode", "\ud800"],
    ["as long a one as may be", "x".repeat(128)],
  ])("refuses a token: %s", async (_case, token) => {
    expect(readRefusal(await refreshSession(accounts, token))).toEqual(REFUSAL);
  });

  it("refuses an access token", async () => {
    const { accessToken } = await signUp(accounts, "mistaken");
    expect(readRefusal(await refreshSession(accounts, accessToken))).toEqual(REFUSAL);
  });

  it("ends a sign-in after 30 days, which no refresh prolongs", async () => {
    const { refreshToken } = await signUp(accounts, "long-gone");
    const begin = await readSessionExpiry("long-gone");
    expect(Math.abs(begin - Date.now() - SESSION_LIFETIME_MS)).toBeLessThan(60_000);
    const renewed = await renew(accounts, refreshToken);
    expect(await readSessionExpiry("long-gone")).toBe(begin);
    await expireSessions("long-gone");
    expect(readRefusal(await refreshSession(accounts, renewed.refreshToken))).toEqual(REFUSAL);
  });

  it("keeps of a refresh token its SHA-256 only", async () => {
    const { refreshToken } = await signUp(accounts, "discreet");
    const kept = await withDatabase(accounts, (prisma) =>
      prisma.refreshToken.findMany({ where: { session: { user: { usernameKey: "discreet" } } } }),
    );
    const hash = createHash("sha256").update(refreshToken).digest("base64url");
    expect(kept).toMatchObject([{ hash, previousHash: null }]);
    expect(JSON.stringify(kept)).not.toContain(refreshToken);
  });

  it("issues refresh tokens of 256 bits", async () => {
    const sessions: Session[] = [await signUp(accounts, "random-1"), await signUp(accounts, "random-2")];
    for (const { refreshToken } of sessions) expect(refreshToken).toMatch(/^[\w-]{43}$/);
  });
});

function readSessionExpiry(usernameKey: string): Promise<number> {
  return withDatabase(accounts, async (prisma) => {
    const { expiresAt } = await prisma.session.findFirstOrThrow({ where: { user: { usernameKey } } });
    return expiresAt.getTime();
  });
}

async function expireSessions(usernameKey: string): Promise<void> {
  await withDatabase(accounts, (prisma) =>
    prisma.session.updateMany({ where: { user: { usernameKey } }, data: { expiresAt: new Date() } }),
  );
}
