import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Answer } from "../support/graphql-client.ts";
import { login, PASSWORD, readRefusal, refreshSession, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";

const NEXT = "a better password";

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts({ LOGIN_ATTEMPTS_PER_ACCOUNT: "3" });
});
afterAll(() => accounts.stop());

function changePassword(
  token: string | undefined,
  current: string,
  next: string,
): Promise<Answer<{ changePassword: boolean } | null>> {
  return accounts.send(
    "mutation ($current: String!, $next: String!) { changePassword(current: $current, next: $next) }",
    { current, next },
    { token },
  );
}

describe("changePassword", () => {
  it("makes the new password the only one, and ends every session", async () => {
    const first = await signUp(accounts, "careful");
    const second = (await login(accounts, "careful")).data?.login;
    const { data } = await changePassword(first.accessToken, PASSWORD, NEXT);
    expect(data).toEqual({ changePassword: true });
    for (const session of [first, second]) {
      expect((await refreshSession(accounts, session?.refreshToken ?? "")).codes).toEqual([
        "UNAUTHENTICATED",
      ]);
    }
    expect((await login(accounts, "careful")).codes).toEqual(["UNAUTHENTICATED"]);
    expect((await login(accounts, "careful", NEXT)).codes).toEqual([]);
  });

  it("refuses a wrong current password by its field, and changes nothing", async () => {
    const { accessToken, refreshToken } = await signUp(accounts, "mistaken");
    expect(readRefusal(await changePassword(accessToken, "not this one", NEXT))).toEqual({
      data: null,
      refusals: [
        { message: "current is not the account's password.", code: "BAD_USER_INPUT", field: "current" },
      ],
    });
    expect((await refreshSession(accounts, refreshToken)).codes).toEqual([]);
    expect((await login(accounts, "mistaken")).codes).toEqual([]);
  });

  it.each(["1234567", " ".repeat(12), "p".repeat(129)])("refuses the new password %j", async (next) => {
    const { accessToken } = await signUp(accounts, `weak-${next.trim().length}`);
    const { errors } = await changePassword(accessToken, PASSWORD, next);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "BAD_USER_INPUT", field: "next" }]);
  });

  it("needs a sign-in", async () => {
    expect((await changePassword(undefined, PASSWORD, NEXT)).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it("shares the limit of failed logins", async () => {
    const { accessToken } = await signUp(accounts, "stolen-token");
    await changePassword(accessToken, "guess 1", NEXT);
    await login(accounts, "stolen-token", "guess 2");
    await changePassword(accessToken, "guess 3", NEXT);
    const { status, codes } = await changePassword(accessToken, PASSWORD, NEXT);
    expect({ status, codes }).toEqual({ status: 429, codes: ["RATE_LIMITED"] });
    expect((await login(accounts, "stolen-token")).codes).toEqual(["RATE_LIMITED"]);
  });

  it("lets one of several changes at once succeed", async () => {
    const { accessToken } = await signUp(accounts, "torn");
    const passwords = ["password one", "password two"];
    const answers = await Promise.all(passwords.map((next) => changePassword(accessToken, PASSWORD, next)));
    const winners = passwords.filter((_password, index) => answers[index]?.codes.length === 0);
    expect(winners).toHaveLength(1);
    expect((await login(accounts, "torn", winners[0])).codes).toEqual([]);
  });
});
