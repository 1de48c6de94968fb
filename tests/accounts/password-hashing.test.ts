import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createPasswordHasher } from "../../subgraphs/accounts/password.ts";
import { createWorkQueue } from "../../subgraphs/accounts/work-queue.ts";
import { type LoopWork, recordLoop } from "../support/recorded-loop.ts";
import { waitFor } from "../support/wait-for.ts";
import { login, refreshSession, signUp } from "./operations.ts";
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
    const refreshes = await watchLoop(() =>
      Promise.all(tokens.map((token) => refreshSession(accounts, token))),
    );
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

describe("a work queue", () => {
  /** Work that ends when the test says so. */
  function createWork() {
    const ends: (() => void)[] = [];
    let most = 0;
    return {
      begun: () => ends.length,
      mostAtOnce: () => most,
      endFirst: () => ends.shift()?.(),
      work: async () => {
        const ended = new Promise<void>((resolve) => ends.push(resolve));
        most = Math.max(most, ends.length);
        await ended;
      },
    };
  }

  it("runs no more at once than it may, refuses what may not wait, and loses no place", async () => {
    const queue = createWorkQueue({ atOnce: 2, waiting: 3 });
    const { work, begun, endFirst, mostAtOnce } = createWork();
    const taken = Array.from({ length: 5 }, () => queue.run(work));
    await expect(queue.run(work)).rejects.toMatchObject({ extensions: { code: "SERVICE_UNAVAILABLE" } });
    for (let ended = 0; ended < 5; ended += 1) {
      await waitFor("work", () => begun() > 0);
      endFirst();
    }
    await Promise.all(taken);
    expect(mostAtOnce()).toBe(2);
    expect(await queue.run(async () => "free again")).toBe("free again");
  });

  it("passes the place on when work fails", async () => {
    const queue = createWorkQueue({ atOnce: 1, waiting: 1 });
    const failed = queue.run(() => Promise.reject(new Error("failed")));
    const next = queue.run(async () => "next");
    await expect(failed).rejects.toThrow("failed");
    expect(await next).toBe("next");
  });
});
