import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { expect, it } from "@jest/globals";
import {
  createSharedBuckets,
  type SharedBuckets,
  type Spending,
} from "../../router/limits/rate-limit-across-workers.ts";
import { createRsaSigner } from "../support/access-tokens.ts";
import { startKeyPublisher } from "../support/key-publisher.ts";
import type { TestProcess } from "../support/process.ts";
import { waitFor } from "../support/wait-for.ts";
import { startGreetingWorkers } from "./greeting-workers.ts";

const INTERVAL_MS = 200;

/** So many workers that tell each other, on a clock of the test's. */
function simulateWorkers(workers: number, limits: { perSecond: number; burst: number }) {
  let now = 0;
  const listeners: ((spendings: readonly Spending[]) => void)[] = [];
  const told: Spending[] = [];
  const all = Array.from({ length: workers }, (_, index) =>
    createSharedBuckets(
      limits,
      {
        workers,
        onSpent: (listener) => listeners.push(listener),
        tellSpent(spendings) {
          told.push(...spendings);
          for (const [other, listener] of listeners.entries()) if (other !== index) listener(spendings);
        },
      },
      () => now,
    ),
  );
  return {
    told,
    /** Asks each worker of `asked`, `perInterval` times an interval. @returns how often it was given */
    run(seconds: number, asked: readonly number[], perInterval: number): number {
      const requests = asked.flatMap((index) => Array(perInterval).fill(all[index]) as SharedBuckets[]);
      let given = 0;
      for (let elapsed = 0; elapsed < seconds * 1_000; elapsed += INTERVAL_MS) {
        given += requests.filter((buckets) => buckets.take("caller") === 0).length;
        for (const buckets of all) buckets.tell();
        now += INTERVAL_MS;
      }
      return given;
    },
  };
}

it("a caller of one connection has his whole rate at its worker", () => {
  const given = simulateWorkers(4, { perSecond: 100, burst: 200 }).run(60, [2], 50);
  expect(given).toBeGreaterThanOrEqual(100 * 59 + 200);
});

it.each([2, 4, 16])("a caller of many connections has it once, not once for each of %d workers", (workers) => {
  const everywhere = Array.from({ length: workers }, (_, index) => index);
  const given = simulateWorkers(workers, { perSecond: 100, burst: 200 }).run(60, everywhere, 50);
  // Before they first tell each other, each gives what it has.
  expect(given).toBeLessThan(100 * 60 * 1.05 + workers * 200);
});

it("of a caller who spends an equal part at each worker nothing is told", () => {
  const simulation = simulateWorkers(4, { perSecond: 100, burst: 200 });
  expect(simulation.run(10, [0, 1, 2, 3], 5)).toBe(1_000);
  expect(simulation.told).toEqual([]);
});

/** Asks over one connection. @returns the status of the answer to the request `id` */
async function ask(
  { url }: TestProcess,
  agent: Agent,
  { id = randomUUID(), token = "" } = {},
): Promise<number | undefined> {
  const authorization = token === "" ? {} : { authorization: `Bearer ${token}` };
  const headers = { "content-type": "application/json", "x-request-id": id, ...authorization };
  const sent = request(`${url}/graphql`, { method: "POST", agent, headers });
  sent.end(JSON.stringify({ query: "{ hello }" }));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
  return response.statusCode;
}

/** Opens connections until there is one to each of two workers. */
async function connectToEach(router: TestProcess): Promise<Agent[]> {
  const agents = new Map<unknown, Agent>();
  await waitFor("a connection to each", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const id = randomUUID();
    await ask(router, agent, { id });
    const { worker } = await waitFor("the log line", () => router.logLines().find(({ reqId }) => reqId === id));
    if (agents.has(worker)) agent.destroy();
    else agents.set(worker, agent);
    return agents.size === 2;
  });
  return [...agents.values()];
}

it("what one worker has given to a caller, another does not give again", async () => {
  const burst = 50;
  const { router } = await startGreetingWorkers({ RATE_LIMIT: "1", RATE_LIMIT_BURST: String(burst) });
  const startedAt = performance.now();
  let given = 0;
  for (const agent of await connectToEach(router)) {
    // Slowly enough for the workers to tell each other meanwhile.
    await waitFor("the limit", async () => {
      const isGiven = (await ask(router, agent)) === 200;
      if (isGiven) given += 1;
      return !isGiven;
    });
    agent.destroy();
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  // By itself each would have given the burst, and what comes back each second.
  expect(given).toBeLessThan(1.5 * burst + seconds);
});

it("many accounts of one network have five rates together, not at each worker", async () => {
  const signer = createRsaSigner();
  const publisher = await startKeyPublisher([signer.jwk]);
  const burst = 10;
  const { router } = await startGreetingWorkers({
    RATE_LIMIT: "1",
    RATE_LIMIT_BURST: String(burst),
    JWKS_URL: publisher.url,
  });
  const tokens = Array.from({ length: 20 }, (_, index) => signer.sign({ claims: { sub: String(index) } }));
  const startedAt = performance.now();
  let given = 0;
  for (const agent of await connectToEach(router)) {
    let asked = 0;
    await waitFor("the limit", async () => {
      const isGiven = (await ask(router, agent, { token: tokens[asked % tokens.length] })) === 200;
      asked += 1;
      if (isGiven) given += 1;
      return !isGiven;
    });
    agent.destroy();
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  expect(given).toBeGreaterThan(2 * burst);
  expect(given).toBeLessThan(1.5 * 5 * burst + 5 * seconds);
});
