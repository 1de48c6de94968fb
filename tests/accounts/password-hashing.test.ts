import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { HASHING_FIELDS } from "../../subgraphs/accounts/one-hash.ts";
import { createPasswordHasher } from "../../subgraphs/accounts/password.ts";
import { type LoopWork, recordLoop } from "../support/recorded-loop.ts";
import { waitFor } from "../support/wait-for.ts";
import { login, me, PASSWORD, refreshSession, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";

const loop = recordLoop();
let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts({ ...loop.variables, SESSIONS_PER_USER: "0" });
  await signUp(accounts, "one-of-forty");
});
afterAll(() => accounts.stop());

const FORTY = Array.from({ length: 40 });

/** Forty sign-ins at once. @returns their refresh tokens */
async function logInFortyTimes(): Promise<string[]> {
  const answers = await Promise.all(FORTY.map(() => login(accounts, "one-of-forty")));
  expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
  return answers.map(({ data }) => data?.login.refreshToken ?? "");
}

/** Runs `run`. @returns what the event loop's thread did meanwhile */
async function watchLoop(run: () => Promise<unknown>): Promise<LoopWork> {
  const begin = Date.now();
  await run();
  const end = Date.now();
  await waitFor("a record of the loop", () => loop.readWork(end).length > 0);
  const work = loop.readWork(begin);
  return {
    total: work.reduce((sum, { total }) => sum + total, 0),
    longest: Math.max(...work.map(({ longest }) => longest)),
  };
}

describe("forty logins at once", () => {
  it("all succeed, and hold the event loop for less than 100 ms", async () => {
    const { longest } = await watchLoop(logInFortyTimes);
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThan(100);
  });

  it("hash no password on the event loop: it works no more than for as many refreshes", async () => {
    const tokens = await logInFortyTimes();
    const logins = await watchLoop(logInFortyTimes);
    const refreshes = await watchLoop(() => Promise.all(tokens.map((token) => refreshSession(accounts, token))));
    const hashing = FORTY.length * (await measureHash());
    expect(logins.total - refreshes.total).toBeLessThan((hashing * 2) / 3);
  });
});

/** What hashing one password costs on any thread, in milliseconds. */
async function measureHash(): Promise<number> {
  const hasher = await createPasswordHasher();
  const before = process.cpuUsage();
  for (let time = 0; time < 5; time += 1) await hasher.verify("a wrong password", null);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / 5;
}

describe("more logins than may wait", () => {
  it("are refused at once, and the others succeed", async () => {
    const narrow = await startAccounts({ PASSWORD_HASHES_AT_ONCE: "1", PASSWORD_HASHES_WAITING: "2" });
    await signUp(narrow, "crowded");
    const answers = await Promise.all(Array.from({ length: 30 }, () => login(narrow, "crowded")));
    const codes = answers.map((answer) => answer.codes.join() || "done");
    expect(new Set(codes)).toEqual(new Set(["done", "SERVICE_UNAVAILABLE"]));
    expect((await login(narrow, "crowded")).codes).toEqual([]);
  });
});

describe("an operation that asks for several hashes", () => {
  const LOGIN = `login(username: "one-of-forty", password: "${PASSWORD}") { accessToken }`;
  const REGISTER = `register(username: "not-registered", password: "${PASSWORD}") { accessToken }`;

  it.each([
    ["under aliases", `mutation { a: ${LOGIN} b: ${LOGIN} }`],
    ["in different fields", `mutation { ${REGISTER} ${LOGIN} }`],
    ["behind another field", `mutation { logout(refreshToken: "none") a: ${LOGIN} b: ${LOGIN} }`],
    ["in an inline fragment", `mutation { a: ${LOGIN} ... { b: ${LOGIN} } }`],
    ["in a fragment", `mutation { ...Two } fragment Two on Mutation { a: ${LOGIN} b: ${LOGIN} }`],
  ])("is refused before anything of it is executed: %s", async (_where, query) => {
    const { status, data, errors } = await accounts.send(query);
    expect({ status, data }).toEqual({ status: 400, data: undefined });
    expect(errors).toMatchObject([
      {
        message: "An operation may hold one of register, login, changePassword, once: send them one by one.",
        extensions: { code: "OPERATION_TOO_LARGE" },
      },
    ]);
    expect((await login(accounts, "not-registered")).codes).toEqual(["UNAUTHENTICATED"]);
  });

  it.each([
    ["one beside other fields", `mutation { logout(refreshToken: "none") ${LOGIN} }`],
    ["one, written twice for one key", `mutation { ${LOGIN} ${LOGIN} }`],
    ["one of two operations", `mutation A { ${LOGIN} } mutation B { ${LOGIN} }`],
  ])("is not one that asks for %s", async (_what, query) => {
    const operationName = query.includes("mutation A") ? { operationName: "A" } : {};
    const { codes } = await accounts.send(query, {}, operationName);
    expect(codes).toEqual([]);
  });

  it("asks for fields that the schema says are dear", () => {
    const sdl = readFileSync("subgraphs/accounts/schema.graphql", "utf8");
    const dear = [...sdl.matchAll(/^ {2}(\w+)\(.*@cost\(weight: \d+\)$/gm)].map(([, name]) => name);
    expect(new Set(dear)).toEqual(HASHING_FIELDS);
  });
});

describe("a flood of good logins from one address", () => {
  function from(address: string): RunningAccounts {
    const headers = { "x-client-address": address };
    return {
      ...accounts,
      send: (query, variables, options) => accounts.send(query, variables, { ...options, headers }),
    };
  }

  it("waits for itself: others sign in, ask who they are and register meanwhile", async () => {
    const { accessToken } = await signUp(accounts, "in-the-flood");
    const flooding = { isOver: false };
    const flood = Array.from({ length: 55 }, async () => {
      const codes: string[] = [];
      while (!flooding.isOver) codes.push((await login(from("198.51.100.9"), "one-of-forty")).codes.join() || "done");
      return codes;
    });
    const others: string[] = [];
    for (let index = 0; index < 4; index += 1) {
      const answers = await Promise.all([login(from(`192.0.2.${index}`), "in-the-flood"), me(accounts, accessToken)]);
      others.push(...answers.flatMap(({ codes }) => codes));
    }
    flooding.isOver = true;
    const flooded = (await Promise.all(flood)).flat();
    expect(others).toEqual([]);
    expect(new Set(flooded)).toEqual(new Set(["done", "SERVICE_UNAVAILABLE"]));
  });

  it("is limited, though the passwords are right", async () => {
    const few = await startAccounts({ SIGN_INS_PER_ADDRESS: "3" });
    await signUp(few, "frequent");
    const codes: string[] = [];
    for (let time = 0; time < 4; time += 1) codes.push((await login(few, "frequent")).codes.join() || "done");
    expect(codes).toEqual(["done", "done", "done", "RATE_LIMITED"]);
    await few.stop();
  });
});
