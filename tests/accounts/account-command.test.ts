import { execFile } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import jwt from "jsonwebtoken";
import { createDataFolder } from "../support/data-folder.ts";
import { prepareDatabases } from "../support/test-database.ts";
import { waitFor } from "../support/wait-for.ts";
import { login, me, signUp } from "./operations.ts";
import { startAccounts } from "./start-accounts.ts";

const accounts = await startAccounts({ SIGNING_KEY_LEAD_SECONDS: "0" });

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs `npm run account -- <args>` on the data of the running accounts. */
async function runAccount(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const env = {
    PATH: process.env.PATH ?? "",
    DATA_DIR: accounts.dataDirectory,
    ...(await prepareDatabases({ DATA_DIR: accounts.dataDirectory })),
    SIGNING_KEY_LEAD_SECONDS: "0",
    ...variables,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", "scripts/account.ts", ...args], { env }, (error, out, err) =>
      resolve({ exitCode: Number(error?.code ?? 0), output: out + err }),
    );
  });
}

async function fetchKids(): Promise<string[]> {
  const response = await fetch(`${accounts.url}/.well-known/jwks.json`);
  const { keys } = (await response.json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

function readClaims(token: string | undefined): unknown {
  return jwt.decode(token ?? "");
}

describe("npm run account", () => {
  it("grants and revokes scopes, however often it is told", async () => {
    await signUp(accounts, "alice");
    for (let time = 0; time < 2; time += 1) {
      expect((await runAccount(["grant", "Alice", "books:write", "x"])).exitCode).toBe(0);
      const { data } = await login(accounts, "alice");
      expect(readClaims(data?.login.accessToken)).toMatchObject({ scope: "books:write x" });
    }
    for (let time = 0; time < 2; time += 1) await runAccount(["revoke", "alice", "books:write"]);
    const { data } = await login(accounts, "alice");
    expect(readClaims(data?.login.accessToken)).toMatchObject({ scope: "x" });
  });

  it("creates a user who signs in with the password it prints, and lists them", async () => {
    const { output } = await runAccount(["create", "root"]);
    const [, password = ""] = /password (\S+)/.exec(output) ?? [];
    expect((await login(accounts, "root", password)).codes).toEqual([]);
    expect((await runAccount(["grant", "root", "a:read", "b"])).exitCode).toBe(0);
    expect((await runAccount(["list"])).output).toContain("root\ta:read b\n");
    expect(await runAccount(["create", "Root"])).toEqual({
      exitCode: 1,
      output: "there is a user root already\n",
    });
  });

  it.each([
    ["no command", [], /^usage: /],
    ["an unknown command", ["constructor"], /^usage: /],
    ["an unknown user", ["grant", "nobody", "x"], /^there is no user "nobody": /],
    ["no scope", ["grant", "reader"], /^usage: /],
    ["two scopes in one", ["grant", "reader", "a b"], /^"a b" is not a scope/],
    ["a bad name", ["create", "a"], /^username must be 3–80 /],
  ])("refuses %s in a sentence", async (_what, args, sentence) => {
    const { exitCode, output } = await runAccount(args);
    expect({ exitCode, output }).toEqual({ exitCode: 1, output: expect.stringMatching(sentence) });
    expect(output).not.toContain("    at ");
  });

  it("refuses to make up a database", async () => {
    const { exitCode, output } = await runAccount(["list"], {
      DATA_DIR: createDataFolder(),
      ACCOUNTS_DATABASE_URL: "",
    });
    expect({ exitCode, output }).toEqual({
      exitCode: 1,
      output: expect.stringMatching(/^there is no database /),
    });
  });

  it("rotates the key of a running accounts, which goes on accepting tokens of the old one", async () => {
    const [oldKid] = await fetchKids();
    const old = await signUp(accounts, "rotated");
    expect((await runAccount(["rotate-key"])).exitCode).toBe(0);
    const kids = await waitFor("the new key", async () => {
      const published = await fetchKids();
      return published.length === 2 && published;
    });
    expect(kids[1]).toBe(oldKid);
    const { data } = await login(accounts, "rotated");
    expect(jwt.decode(data?.login.accessToken ?? "", { complete: true })?.header.kid).toBe(kids[0]);
    for (const token of [old.accessToken, data?.login.accessToken]) {
      expect((await me(accounts, token)).data).toEqual({ me: old.user });
    }
  });

  it("needs nothing of what accounts needs to serve in production", async () => {
    const { exitCode, output } = await runAccount(["list"], { NODE_ENV: "production" });
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: expect.stringContaining("reader") });
  });

  it("says what to do when the keys are in a variable", async () => {
    const { exitCode, output } = await runAccount(["rotate-key"], { JWT_PRIVATE_KEY: "x" });
    expect({ exitCode, output }).toEqual({
      exitCode: 1,
      output: expect.stringContaining("put a new PEM behind"),
    });
  });
});
