import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { measureServerSeconds } from "../support/server-processor-time.ts";
import { login, PASSWORD, readRefusal, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

const RUNS = 9;

let accounts: RunningAccounts;
beforeAll(async () => {
  // How often it may be tried is the matter of brute-force.test.ts.
  accounts = await startAccounts({ LOGIN_ATTEMPTS_PER_ACCOUNT: "0" });
  await signUp(accounts, "Known.User");
});
afterAll(() => accounts.stop());

describe("login", () => {
  it.each(["Known.User", "known.user", "KNOWN.USER", "  known.user  "])("knows the user as %j", async (name) => {
    const { data } = await login(accounts, name);
    expect(data?.login.user.username).toBe("Known.User");
  });

  it.each([
    ["a wrong password", "known.user", "not this password"],
    ["the right password in another case", "known.user", PASSWORD.toUpperCase()],
    ["the right password with a blank behind it", "known.user", `${PASSWORD} `],
    ["an empty password", "known.user", ""],
    ["a password as long as any can be", "known.user", PASSWORD.padEnd(128, "x")],
    ["an unknown user", "nobody", PASSWORD],
    ["an unknown user with a password as long as any can be", "nobody", "x".repeat(128)],
    ["an empty name", "", PASSWORD],
    ["a name that nobody can have", "known user", PASSWORD],
    ["a name that is not well-formed Unicode", "\ud800known", PASSWORD],
    ["a name that ends in a null character", "known.user\u0000", PASSWORD],
    ["a name that is SQL", "known.user' OR '1'='1", PASSWORD],
    ["a name that is a pattern", "known%", PASSWORD],
  ])("refuses %s with the same words as any other", async (_case, username, password) => {
    expect(readRefusal(await login(accounts, username, password))).toEqual({
      data: null,
      refusals: [{ message: "The username or password is wrong.", code: "UNAUTHENTICATED" }],
    });
  });

  it("takes its time to refuse, whatever was wrong", async () => {
    const wrongPassword = await measureLogins("known.user", "not this password");
    const unknownUser = await measureLogins("nobody", "not this password");
    expect(unknownUser).toBeGreaterThan(wrongPassword / 2);
  });

  it("deletes the user's expired sessions, and nobody else's", async () => {
    await Promise.all([signUp(accounts, "returning"), signUp(accounts, "staying-away")]);
    await withDatabase(accounts, (prisma) =>
      prisma.session.updateMany({
        where: { user: { usernameKey: { in: ["returning", "staying-away"] } } },
        data: { expiresAt: new Date(Date.now() - 1) },
      }),
    );
    await login(accounts, "returning");
    expect(await countSessions("returning")).toEqual({ expired: 0, alive: 1 });
    expect(await countSessions("staying-away")).toEqual({ expired: 1, alive: 0 });
  });

  it("leaves the user's other sessions alive", async () => {
    await signUp(accounts, "two-devices");
    await login(accounts, "two-devices");
    expect(await countSessions("two-devices")).toEqual({ expired: 0, alive: 2 });
  });
});

/** How long accounts computes for some logins, in seconds: what it computes, a client waits for. */
async function measureLogins(username: string, password: string): Promise<number> {
  const { seconds } = await measureServerSeconds([accounts], async () => {
    for (let run = 0; run < RUNS; run += 1) await login(accounts, username, password);
  });
  return seconds;
}

function countSessions(usernameKey: string): Promise<{ expired: number; alive: number }> {
  const now = new Date();
  return withDatabase(accounts, async (prisma) => ({
    expired: await prisma.session.count({ where: { user: { usernameKey }, expiresAt: { lte: now } } }),
    alive: await prisma.session.count({ where: { user: { usernameKey }, expiresAt: { gt: now } } }),
  }));
}
