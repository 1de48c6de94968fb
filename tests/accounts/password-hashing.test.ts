import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createWorkQueue } from "../../subgraphs/accounts/work-queue.ts";
import { waitFor } from "../support/wait-for.ts";
import { login, signUp } from "./operations.ts";
import { type RunningAccounts, startAccounts } from "./start-accounts.ts";

let accounts: RunningAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
  await signUp(accounts, "one-of-forty");
});
afterAll(() => accounts.stop());

describe("forty logins at once", () => {
  it("all succeed, and hold the event loop for less than 100 ms", async () => {
    let isDone = false;
    const logins = Promise.all(Array.from({ length: 40 }, () => login(accounts, "one-of-forty")));
    const watching = measureDelays(() => isDone);
    const answers = await logins;
    isDone = true;
    const delays = await watching;
    expect(answers.flatMap(({ codes }) => codes)).toEqual([]);
    expect(delays.length).toBeGreaterThan(3);
    // The median: a single delay may be the machine's, which other tests keep busy.
    expect(delays.sort((a, b) => a - b)[Math.floor(delays.length / 2)]).toBeLessThan(100);
  });
});

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

/** How long each answer took that needs nothing but the event loop, in milliseconds, until `isDone`. */
async function measureDelays(isDone: () => boolean): Promise<number[]> {
  const delays: number[] = [];
  while (!isDone()) {
    const begin = performance.now();
    await fetch(`${accounts.url}/health/live`);
    delays.push(performance.now() - begin);
  }
  return delays;
}
