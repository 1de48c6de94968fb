import { describe, expect, it } from "@jest/globals";
import { createFairQueue, type FairQueueSettings } from "../../packages/server/overload/fair-queue.ts";

const SETTINGS: FairQueueSettings = { atOnce: 1, waiting: 8, waitingPerKey: 6, workName: "hashes" };

/** A queue whose work ends when it is told to, and what has happened to all that was asked of it. */
function createTestQueue(settings: Partial<FairQueueSettings> = {}) {
  const queue = createFairQueue({ ...SETTINGS, ...settings });
  const begun: string[] = [];
  const refused: { key: string; message: string; extensions: unknown }[] = [];
  const ends: (() => void)[] = [];

  function ask(key: string): void {
    const work = () =>
      new Promise<void>((resolve) => {
        begun.push(key);
        ends.push(resolve);
      });
    queue.run(key, work).catch((error) => {
      refused.push({ key, message: error.message, extensions: error.extensions });
    });
  }

  async function settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }

  return {
    begun,
    refused,
    settle,
    ask: (...keys: string[]) => {
      for (const key of keys) ask(key);
      return settle();
    },
    async finishAll() {
      for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
        end();
        await settle();
      }
    },
    async finishOne() {
      ends.shift()?.();
      await settle();
    },
  };
}

describe("a fair queue", () => {
  it("runs no more at once than it may", async () => {
    const queue = createTestQueue({ atOnce: 2 });
    await queue.ask("a", "b", "c", "d");
    expect(queue.begun).toEqual(["a", "b"]);
    await queue.finishOne();
    expect(queue.begun).toEqual(["a", "b", "c"]);
    await queue.finishAll();
    expect(queue.begun).toEqual(["a", "b", "c", "d"]);
  });

  it("gives each key its turn, however much another has asked for before", async () => {
    const queue = createTestQueue();
    await queue.ask("flood", "flood", "flood", "flood", "one", "two", "one");
    await queue.finishAll();
    expect(queue.begun).toEqual(["flood", "flood", "one", "two", "flood", "one", "flood"]);
  });

  it("refuses a key beyond its own share, with the code, the reason and the seconds to wait", async () => {
    const queue = createTestQueue();
    await queue.ask(...Array(8).fill("flood"));
    expect(queue.refused).toEqual([
      {
        key: "flood",
        message: "Too many hashes at once. Try again in 1 seconds.",
        extensions: { code: "SERVICE_UNAVAILABLE", retryAfter: 1 },
      },
    ]);
    await queue.ask("other");
    await queue.finishAll();
    expect(queue.begun.filter((key) => key === "other")).toEqual(["other"]);
  });

  it("is bounded by all keys together: a newcomer takes the last place of who has most of them", async () => {
    const queue = createTestQueue();
    await queue.ask("running", ...Array(6).fill("flood"), "a", "b");
    expect(queue.refused).toEqual([]);
    await queue.ask("newcomer");
    expect(queue.refused.map(({ key }) => key)).toEqual(["flood"]);
    await queue.finishAll();
    expect(queue.begun.filter((key) => key === "flood")).toHaveLength(5);
    expect(queue.begun).toContain("newcomer");
  });

  it("refuses a newcomer when nobody has more than one place", async () => {
    const queue = createTestQueue({ waiting: 2 });
    await queue.ask("running", "a", "b", "newcomer");
    expect(queue.refused.map(({ key }) => key)).toEqual(["newcomer"]);
  });

  it("passes the turn on after work that fails, and gives its error to who asked", async () => {
    const queue = createFairQueue(SETTINGS);
    const failed = queue.run("a", () => {
      throw new Error("spilled");
    });
    const next = queue.run("b", () => "done");
    await expect(failed).rejects.toThrow("spilled");
    await expect(next).resolves.toBe("done");
  });

  it("gives the event loop a turn between two pieces of work", async () => {
    const queue = createFairQueue(SETTINGS);
    const order: string[] = [];
    const first = queue.run("a", () => order.push("first"));
    const second = queue.run("a", () => order.push("second"));
    setImmediate(() => order.push("others"));
    await Promise.all([first, second]);
    expect(order).toEqual(["first", "others", "second"]);
  });

  it("starts anew after it has been empty", async () => {
    const queue = createTestQueue({ waiting: 0 });
    await queue.ask("a");
    await queue.ask("b");
    await queue.finishAll();
    await queue.ask("c");
    expect(queue.begun).toEqual(["a", "c"]);
    expect(queue.refused.map(({ key }) => key)).toEqual(["b"]);
  });
});
