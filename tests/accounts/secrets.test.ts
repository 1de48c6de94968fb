import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { login, logout, refreshSession, register, renew, signUp } from "./operations.ts";
import { type Answer, type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

const MY_PASSWORD = "never-to-be-logged";
const WRONG_PASSWORD = "mistyped-never-to-be-logged";

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts({ LOG_LEVEL: "trace" });
});
afterAll(() => accounts.stop());

describe("what accounts writes and answers", () => {
  it("holds no secret, even when the database fails under it", async () => {
    const { refreshToken } = await signUp(accounts, "careful");
    await register(accounts, "secretive", MY_PASSWORD);
    await login(accounts, "secretive", WRONG_PASSWORD);
    const renewed = await renew(accounts, refreshToken);
    await refreshSession(accounts, refreshToken);
    await logout(accounts, renewed.refreshToken);
    await accounts.send("{ me { id } }", {}, { token: `${renewed.accessToken}x` });
    const answers = JSON.stringify([...(await askForNonsense()), ...(await askWithoutTables(renewed.refreshToken))]);
    const secrets = [...(await listSecrets()), refreshToken, renewed.refreshToken, renewed.accessToken];
    await accounts.stop();
    const written = accounts.output();
    expect(written).toContain("an operation failed unexpectedly");
    expect(secrets.filter((secret) => written.includes(secret))).toEqual([]);
    expect(secrets.filter((secret) => answers.includes(secret))).toEqual([]);
  });
});

/** Requests that fail before a resolver sees them. */
function askForNonsense(): Promise<unknown[]> {
  return Promise.all([
    accounts.send(`mutation { login(username: "secretive", password: "${MY_PASSWORD}") { nothing } }`),
    accounts.send(`mutation { login(username: "secretive", password: "${MY_PASSWORD}") `),
  ]);
}

/** Requests that fail in the database: one table after the other is gone. */
async function askWithoutTables(refreshToken: string): Promise<unknown[]> {
  const answers: Pick<Answer<unknown>, "errors">[] = [];
  await withDatabase(accounts, (prisma) => prisma.$executeRaw`DROP TABLE RefreshToken`);
  answers.push(await login(accounts, "secretive", MY_PASSWORD), await refreshSession(accounts, refreshToken));
  await withDatabase(accounts, async (prisma) => {
    await prisma.$executeRaw`DROP TABLE Session`;
    await prisma.$executeRaw`DROP TABLE User`;
  });
  answers.push(await login(accounts, "secretive", MY_PASSWORD), await register(accounts, "late", MY_PASSWORD));
  expect(answers.map(({ errors }) => errors?.[0]?.message)).toEqual(
    Array(4).fill("Something went wrong on our side. It has been logged."),
  );
  return answers;
}

async function listSecrets(): Promise<string[]> {
  const pem = await readFile(join(accounts.dataDirectory, "signing-key.pem"), "utf8");
  const keyLines = pem.split("\n").filter((line) => line !== "");
  return [MY_PASSWORD, WRONG_PASSWORD, "$argon2id$", ...keyLines];
}
