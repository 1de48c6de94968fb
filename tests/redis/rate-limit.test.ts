import { expect, it } from "@jest/globals";
import type { TestProcess } from "../support/process.ts";
import { startProcess } from "../support/process.ts";
import { waitFor } from "../support/wait-for.ts";
import { startRedisServer } from "./redis-server.ts";
import { ask, startTwoRouters, waitForLoss, waitForSharing } from "./two-routers.ts";

const BURST = 50;

const redis = await startRedisServer();
const { one, other, variables } = await startTwoRouters(redis.url, {
  RATE_LIMIT: "1",
  RATE_LIMIT_BURST: String(BURST),
  TRUSTED_PROXIES: "127.0.0.0/8",
});

let nextAddress = 0;

/** An address that has its whole rate. */
function inventAddress(): string {
  nextAddress += 1;
  return `192.0.2.${nextAddress}`;
}

/** Asks `router` until it refuses. @returns how often it did not */
async function spend(router: TestProcess, address: string): Promise<number> {
  let given = 0;
  // Slowly enough for the routers to tell each other meanwhile.
  await waitFor("the limit", async () => {
    const { status } = await ask(router, "{ __typename }", { headers: { "x-forwarded-for": address } });
    if (status === 200) given += 1;
    return status === 429;
  });
  return given;
}

/** How often an address is given what it asks of both routers, one after the other. */
async function spendAtBoth(first: TestProcess, second: TestProcess): Promise<{ given: number; seconds: number }> {
  const address = inventAddress();
  const startedAt = performance.now();
  const given = (await spend(first, address)) + (await spend(second, address));
  return { given, seconds: (performance.now() - startedAt) / 1_000 };
}

/** What one limit gives, with half of it for what is not told yet. */
function atOne(seconds: number): number {
  return 1.5 * BURST + seconds;
}

it("what one router has given to a caller, another does not give again", async () => {
  const { given, seconds } = await spendAtBoth(one, other);
  expect(given).toBeGreaterThanOrEqual(BURST);
  expect(given).toBeLessThan(atOne(seconds));
});

it("holds for the workers of a router and the other routers together", async () => {
  const workers = await startProcess("router/main", { ...variables, WORKERS: "2" });
  await waitForSharing(workers, 2);
  const { given, seconds } = await spendAtBoth(one, workers);
  expect(given).toBeLessThan(atOne(seconds));
});

it("takes no garbage for what was given", async () => {
  const [channel = ""] = (await redis.client.pubsub("CHANNELS", "supergraph:*")) as string[];
  expect(channel).toMatch(/^supergraph:[0-9a-f]{12}:spent$/);
  const address = inventAddress();
  const spending = JSON.stringify({ from: "x", spendings: [[`address ${address}`, 1_000]] });
  for (const message of ["garbage", "{}", spending, "\0".repeat(100_000)]) await redis.client.publish(channel, message);
  expect(await spend(other, address)).toBeGreaterThanOrEqual(BURST);
});

it("is each router's own while Redis is away, and theirs together again once it is back", async () => {
  await redis.kill();
  await waitForLoss(one);
  await waitForLoss(other);
  expect((await spendAtBoth(one, other)).given).toBeGreaterThanOrEqual(2 * BURST);
  await redis.restart();
  await waitForSharing(one);
  await waitForSharing(other);
  const { given, seconds } = await spendAtBoth(one, other);
  expect(given).toBeLessThan(atOne(seconds));
});

it("leaves nothing in Redis", async () => {
  expect(await redis.listKeys()).toEqual([]);
});
