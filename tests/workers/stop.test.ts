import { setTimeout as delay } from "node:timers/promises";
import { expect, it, jest } from "@jest/globals";
import { answerJson, type Respond } from "../support/fake-subgraph.ts";
import { isRunning } from "../support/start-command.ts";
import { waitFor } from "../support/wait-for.ts";
import { type GreetingWorkers, greet, readReadiness, startGreetingWorkers } from "./greeting-workers.ts";

/** Two workers start more slowly than one, and tests of other files may have the processor. */
jest.setTimeout(60_000);

/** Late enough for all that a test does meanwhile. */
const LATE_MS = 1_500;
const answerLate: Respond = (response, request) => {
  setTimeout(() => answerJson({ data: { hello: "late" } })(response, request), LATE_MS);
};
const neverAnswer: Respond = () => undefined;

/** Asks both workers, in all likelihood. */
async function askSixTimes({ router, subgraph }: GreetingWorkers) {
  const before = subgraph.requests.length;
  const answers = Promise.allSettled([1, 2, 3, 4, 5, 6].map(() => greet(router)));
  await waitFor("the fetches", () => subgraph.requests.length === before + 6);
  return async () => (await answers).map((answer) => (answer.status === "fulfilled" ? answer.value.data : "reset"));
}

async function waitForEnd(pids: readonly number[]): Promise<void> {
  await waitFor("the end of all workers", () => pids.every((pid) => !isRunning(pid)), 15_000);
}

it.each(["SIGTERM", "SIGINT"] as const)(
  "on %s answers what is in flight, exits with 0 and leaves no process",
  async (signal) => {
    const workers = await startGreetingWorkers({ DRAIN_MS: "0" }, answerLate);
    const pids = workers.findWorkers();
    const readAnswers = await askSixTimes(workers);
    // A terminal's Ctrl-C, and systemd, tell every process of the group.
    for (const pid of pids) process.kill(pid, signal);
    expect(await workers.router.stop(signal)).toBe(0);
    expect(await readAnswers()).toEqual(Array(6).fill({ hello: "late" }));
    await waitForEnd(pids);
    expect(workers.router.output()).not.toMatch(/is started again|cut off/);
  },
);

it("drains: no worker is ready, and all serve for DRAIN_MS", async () => {
  const { router, findWorkers } = await startGreetingWorkers({ DRAIN_MS: "2500" });
  const pids = findWorkers();
  const signalledAt = performance.now();
  const exitCode = router.stop("SIGTERM");
  await waitFor("both to drain", () => router.output().split("not ready any more").length === 3);
  expect(await readReadiness(router)).toEqual({ status: 503, ready: false, draining: true });
  expect((await greet(router)).data).toEqual({ hello: "hello" });
  expect(await exitCode).toBe(0);
  expect(performance.now() - signalledAt).toBeGreaterThan(2_400);
  await waitForEnd(pids);
});

it("ends all workers at once on a second signal", async () => {
  const workers = await startGreetingWorkers({ DRAIN_MS: "60000", SUBGRAPH_TIMEOUT_MS: "20000" }, neverAnswer);
  const pids = workers.findWorkers();
  const readAnswers = await askSixTimes(workers);
  workers.router.process.kill("SIGTERM");
  await waitFor("the drain", () => workers.router.output().includes("not ready any more"));
  // Two signals in a shorter time are one wish.
  await delay(300);
  expect(await workers.router.stop("SIGTERM")).toBe(1);
  await waitForEnd(pids);
  expect(await readAnswers()).toEqual(Array(6).fill("reset"));
});

it("leaves no worker when the primary is killed; what is in flight is answered", async () => {
  const workers = await startGreetingWorkers({}, answerLate);
  const pids = workers.findWorkers();
  const readAnswers = await askSixTimes(workers);
  await workers.router.stop("SIGKILL");
  expect(await readAnswers()).toEqual(Array(6).fill({ hello: "late" }));
  await waitForEnd(pids);
});

it("stops without a drain when its supervisor closes the channel", async () => {
  const { router, findWorkers } = await startGreetingWorkers({ DRAIN_MS: "60000" });
  const pids = findWorkers();
  router.process.disconnect();
  await waitForEnd([router.process.pid ?? 0, ...pids]);
});
