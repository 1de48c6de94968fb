import { describe, expect, it } from "@jest/globals";
import { hashDocument, sendPersistedQuery } from "../security/persisted-query.ts";
import { readMetrics } from "../support/metrics.ts";
import { startProcess, type TestProcess } from "../support/process.ts";
import { waitFor } from "../support/wait-for.ts";
import { type RedisServer, startRedisServer } from "./redis-server.ts";
import {
  ask,
  countLookups,
  inventOperation,
  startTwoRouters,
  type TwoRouters,
  waitForLoss,
  waitForSharing,
} from "./two-routers.ts";

const AWAY = "Redis is away: this router limits rates and keeps answers by itself";
const THERE = "Redis is there: this router shares rates, persisted queries and answers";

/** Asks both routers all the time while `run` runs, for what is kept and what is not. Each must answer. */
async function keepAsking<Result>({ one, other }: TwoRouters, run: () => Promise<Result>): Promise<Result> {
  let isRunning = true;
  const askUntilEnd = async (router: TestProcess) => {
    while (isRunning) {
      const query = inventOperation();
      const again = inventOperation();
      const answers = [await ask(router, query), await ask(router, query)];
      for (const { data, codes } of answers) expect([data, codes]).toEqual([{ note: { text: "hello" } }, []]);
      // A document that no router knows.
      const unknown = await sendPersistedQuery(router.url, { id: hashDocument(again) });
      expect(unknown.codes).toEqual(["PERSISTED_QUERY_NOT_FOUND"]);
    }
  };
  const asking = Promise.all([askUntilEnd(one), askUntilEnd(other), askUntilEnd(one), askUntilEnd(other)]);
  try {
    return await Promise.race([run(), asking.then(failAsEnded)]);
  } finally {
    isRunning = false;
    await asking;
  }
}

function failAsEnded(): never {
  throw new Error("the requests ended too early");
}

function countLines({ logLines }: TestProcess, msg: string): number {
  return logLines().filter((line) => line.msg === msg).length;
}

/** The second router finds what the first keeps, soon. */
async function expectSharing({ one, other, subgraph }: TwoRouters): Promise<void> {
  await waitFor("the answer", async () => {
    const query = inventOperation();
    await ask(one, query);
    const before = subgraph.requests.length;
    await ask(other, query);
    return subgraph.requests.length === before;
  });
}

describe.each<[how: string, lose: (redis: RedisServer) => unknown, bring: (redis: RedisServer) => unknown]>([
  ["killed, and started again empty", (redis) => redis.kill(), (redis) => redis.restart()],
  ["frozen, and thawed", (redis) => redis.freeze(), (redis) => redis.thaw()],
])("when Redis is %s", (_how, lose, bring) => {
  it("no request fails, and it is said once", async () => {
    const redis = await startRedisServer();
    const graph = await startTwoRouters(redis.url);
    const routers = [graph.one, graph.other];
    await keepAsking(graph, async () => {
      await lose(redis);
      await Promise.all(routers.map(waitForLoss));
      for (const router of routers) {
        const away = await countLookups(router, { result: "away" });
        await waitFor(
          "requests without Redis",
          async () => (await countLookups(router, { result: "away" })) > away + 50,
        );
      }
      await bring(redis);
      await Promise.all(routers.map((router) => waitForSharing(router)));
    });
    await expectSharing(graph);
    for (const router of routers) {
      // More than one only where the machine is so busy that Redis has been silent for long.
      const losses = (await readMetrics(router)).find("router_redis_losses_total") ?? 0;
      expect(losses).toBeGreaterThanOrEqual(1);
      const said = await waitFor("the log", () => {
        const lines = router.logLines().filter(({ msg }) => msg === AWAY || msg === THERE);
        return lines.filter(({ msg }) => msg === THERE).length === losses + 1 && lines;
      });
      expect(said.filter(({ msg }, index) => msg === said[index - 1]?.msg)).toEqual([]);
    }
  });
});

it("is away while it is a replica, and there again once it is not", async () => {
  const redis = await startRedisServer();
  const graph = await startTwoRouters(redis.url);
  await redis.client.replicaof("127.0.0.1", 1);
  await ask(graph.one, inventOperation());
  await waitForLoss(graph.one);
  const late = await startProcess("router/main", graph.variables);
  const said = await waitFor("the log", () => late.logLines().find(({ msg }) => msg === AWAY));
  expect(said.reason).toBe("READONLY: the server is a replica");
  await redis.client.replicaof("NO", "ONE");
  for (const router of [graph.one, late]) {
    await waitForSharing(router);
    expect(countLines(router, AWAY)).toBe(1);
  }
  await expectSharing({ ...graph, other: late });
});

it("is noticed without requests, too", async () => {
  const redis = await startRedisServer();
  const { one } = await startTwoRouters(redis.url);
  redis.freeze();
  await waitForLoss(one);
  redis.thaw();
  await waitForSharing(one);
});

it("is still asked for what it has when it has no room", async () => {
  const redis = await startRedisServer();
  const graph = await startTwoRouters(redis.url);
  const query = inventOperation();
  await ask(graph.one, query);
  await waitFor("the key", async () => (await redis.listKeys()).length === 1);
  await redis.client.config("SET", "maxmemory", "1");
  for (let time = 0; time < 5; time += 1) {
    expect(await ask(graph.other, inventOperation())).toMatchObject({ status: 200, codes: [] });
  }
  const before = graph.subgraph.requests.length;
  await ask(graph.other, query);
  expect(graph.subgraph.requests).toHaveLength(before);
  const refusals = await waitFor("the log", () => {
    const lines = graph.other.logLines().filter(({ msg }) => msg === "Redis refuses what this router asks of it");
    return lines.length > 0 && lines;
  });
  expect(refusals.map(({ reason }) => reason)).toEqual([expect.stringContaining("OOM")]);
  expect((await readMetrics(graph.other)).find("router_redis_connected")).toBe(1);
});

it("a router starts while Redis is frozen, and shares once it is thawed", async () => {
  const redis = await startRedisServer();
  const graph = await startTwoRouters(redis.url);
  redis.freeze();
  const router = await startProcess("router/main", graph.variables);
  expect((await ask(router, inventOperation())).data).toEqual({ note: { text: "hello" } });
  await waitFor("the log", () => countLines(router, AWAY) === 1);
  redis.thaw();
  await waitForSharing(router);
});

it("a router ends by itself while Redis is frozen", async () => {
  const redis = await startRedisServer();
  const { one } = await startTwoRouters(redis.url, { DRAIN_MS: "0" });
  redis.freeze();
  expect(await one.stop()).toBe(0);
});
