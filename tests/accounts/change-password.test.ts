import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Answer } from "../support/graphql-client.ts";
import { usesPostgresql } from "../support/test-database.ts";
import { login, PASSWORD, readRefusal, refreshSession, register, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";
import { withDatabase } from "./with-database.ts";

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

/** Makes accounts' database fail at what `event` says, as SQLite names events of triggers. */
async function failWrites(event: string, table: string): Promise<void> {
  const statements = usesPostgresql
    ? [
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'as the test wants'; END $$",
        `CREATE TRIGGER failing ${event} ON "${table}" FOR EACH ROW EXECUTE FUNCTION fail()`,
      ]
    : [`CREATE TRIGGER failing ${event} ON "${table}" BEGIN SELECT RAISE(ABORT, 'as the test wants'); END`];
  await withDatabase(accounts, async (prisma) => {
    for (const statement of statements) await prisma.$executeRawUnsafe(statement);
  });
}

async function letWrites(): Promise<void> {
  const statement = usesPostgresql ? "DROP FUNCTION fail CASCADE" : "DROP TRIGGER failing";
  await withDatabase(accounts, (prisma) => prisma.$executeRawUnsafe(statement));
}

describe("register", () => {
  it("creates no user when the session cannot be begun: both are one transaction", async () => {
    await failWrites("BEFORE INSERT", "RefreshToken");
    expect((await register(accounts, "not-yet")).codes).toEqual(["INTERNAL_SERVER_ERROR"]);
    await letWrites();
    expect((await register(accounts, "not-yet")).codes).toEqual([]);
  });
});

describe("changePassword", () => {
  it("makes the new password the only one, and ends every session", async () => {
    const first = await signUp(accounts, "careful");
    const second = (await login(accounts, "careful")).data?.login;
    const { data } = await changePassword(first.accessToken, PASSWORD, NEXT);
    expect(data).toEqual({ changePassword: true });
    for (const session of [first, second]) {
      expect((await refreshSession(accounts, session?.refreshToken ?? "")).codes).toEqual(["UNAUTHENTICATED"]);
    }
    expect((await login(accounts, "careful")).codes).toEqual(["UNAUTHENTICATED"]);
    expect((await login(accounts, "careful", NEXT)).codes).toEqual([]);
  });

  it("refuses a wrong current password by its field, and changes nothing", async () => {
    const { accessToken, refreshToken } = await signUp(accounts, "mistaken");
    expect(readRefusal(await changePassword(accessToken, "not this one", NEXT))).toEqual({
      data: null,
      refusals: [{ message: "current is not the account's password.", code: "BAD_USER_INPUT", field: "current" }],
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

  it("changes nothing when the sessions cannot be ended: both are one transaction", async () => {
    const { accessToken, refreshToken } = await signUp(accounts, "half-way");
    await failWrites('BEFORE UPDATE OF "revokedAt"', "Session");
    expect((await changePassword(accessToken, PASSWORD, NEXT)).codes).toEqual(["INTERNAL_SERVER_ERROR"]);
    await letWrites();
    expect((await login(accounts, "half-way", NEXT)).codes).toEqual(["UNAUTHENTICATED"]);
    expect((await login(accounts, "half-way")).codes).toEqual([]);
    expect((await refreshSession(accounts, refreshToken)).codes).toEqual([]);
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
