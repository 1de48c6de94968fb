import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { login, logout, refreshSession, renew, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.stop());

describe("logout", () => {
  it("ends the session, once", async () => {
    const { refreshToken } = await signUp(accounts, "leaving");
    expect(await logout(accounts, refreshToken)).toBe(true);
    expect((await refreshSession(accounts, refreshToken)).data).toBeNull();
    expect(await logout(accounts, refreshToken)).toBe(false);
  });

  it("ends the session by a token of it that is spent", async () => {
    const first = await signUp(accounts, "leaving-late");
    const second = await renew(accounts, first.refreshToken);
    expect(await logout(accounts, first.refreshToken)).toBe(true);
    expect((await refreshSession(accounts, second.refreshToken)).data).toBeNull();
  });

  it("leaves the user's other sessions alive", async () => {
    const first = await signUp(accounts, "half-leaving");
    const other = (await login(accounts, "half-leaving")).data?.login;
    await logout(accounts, first.refreshToken);
    expect((await refreshSession(accounts, other?.refreshToken ?? "")).errors).toBeUndefined();
  });

  it.each(["", "garbage", "A".repeat(43), "\ud800"])("finds nothing to end for %j", async (token) => {
    expect(await logout(accounts, token)).toBe(false);
  });

  it("finds nothing to end in a session that has expired", async () => {
    const { refreshToken } = await signUp(accounts, "expired");
    await withDatabase(accounts, (prisma) => prisma.session.updateMany({ data: { expiresAt: new Date() } }));
    expect(await logout(accounts, refreshToken)).toBe(false);
  });
});
