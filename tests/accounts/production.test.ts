import { generateKeyPairSync } from "node:crypto";
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { login, me, signUp } from "./operations.ts";
import { failToStartAccounts, type RunningAccounts, startAccounts } from "./start-accounts.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts({
    NODE_ENV: "production",
    JWT_PRIVATE_KEY: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  });
});
afterAll(() => accounts.stop());

describe("accounts in production", () => {
  it("signs with the key it is given, and keeps none in a file", async () => {
    const { accessToken, user } = await signUp(accounts, "customer");
    expect((await me(accounts, accessToken)).data).toEqual({ me: user });
    expect(await readdir(accounts.dataDirectory)).not.toContain("signing-key.pem");
  });

  it.each(["reader", "editor"])("has no demo user %s", async (username) => {
    expect((await login(accounts, username, `${username}-demo`)).data).toBeNull();
  });

  it("does not start without a key, and says in one line what to do", async () => {
    expect(await failToStartAccounts({ NODE_ENV: "production", DATA_DIR: accounts.dataDirectory })).toEqual({
      exitCode: 1,
      output: expect.stringMatching(/^accounts cannot start: JWT_PRIVATE_KEY must be set in production: .+\n$/),
    });
  });
});
