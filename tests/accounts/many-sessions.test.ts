import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { login, refreshSession, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts({ SESSIONS_PER_USER: "3" });
});
afterAll(() => accounts.stop());

function countSessions(usernameKey: string): Promise<number> {
  return withDatabase(accounts, (prisma) => prisma.session.count({ where: { user: { usernameKey } } }));
}

describe("a sign-in beyond the number of sessions a user may have", () => {
  it("ends the oldest", async () => {
    const tokens = [(await signUp(accounts, "everywhere")).refreshToken];
    await signUp(accounts, "elsewhere");
    for (let time = 0; time < 3; time += 1) {
      tokens.push((await login(accounts, "everywhere")).data?.login.refreshToken ?? "");
    }
    const outcomes = [];
    for (const token of tokens) outcomes.push((await refreshSession(accounts, token)).codes);
    expect(outcomes).toEqual([["UNAUTHENTICATED"], [], [], []]);
    expect(await countSessions("elsewhere")).toBe(1);
  });

  it("keeps the bound when many come at once", async () => {
    await signUp(accounts, "hasty");
    const answers = await Promise.all(Array.from({ length: 20 }, () => login(accounts, "hasty")));
    expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
    expect(await countSessions("hasty")).toBeLessThanOrEqual(3);
  });
});
