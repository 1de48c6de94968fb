import { setTimeout as delay } from "node:timers/promises";
import { expect, it, jest } from "@jest/globals";
import { waitFor } from "../support/wait-for.ts";
import { greet, readSums, startGreetingWorkers, waitForRunning } from "./greeting-workers.ts";

/** A worker takes a second to start, and much longer while the machine is busy with other tests. */
jest.setTimeout(90_000);
const PATIENCE_MS = 30_000;

const { router, findWorkers } = await startGreetingWorkers();

/** Sends requests, each over a connection of its own, until it is told to stop. */
function startClient() {
  let isStopped = false;
  const counts = { answered: 0, failed: 0 };
  const loop = async () => {
    while (!isStopped) {
      await greet(router).then(
        () => {
          counts.answered += 1;
        },
        async () => {
          counts.failed += 1;
          // The worker that is to come needs the processor more.
          await delay(50);
        },
      );
    }
  };
  const loops = [loop(), loop(), loop(), loop()];
  return {
    counts,
    async stop() {
      isStopped = true;
      await Promise.all(loops);
    },
  };
}

async function countAnswers(): Promise<number> {
  const metrics = await readSums(router);
  return metrics.find("http_request_duration_seconds_count", { route: "/graphql", status: "2xx" }) ?? 0;
}

it("serves on while a killed worker is away, and has another in its place", async () => {
  const client = startClient();
  await waitFor("answers", () => client.counts.answered > 20, PATIENCE_MS);
  const before = findWorkers();
  const counted = await countAnswers();
  process.kill(before[0] ?? 0, "SIGKILL");
  await waitFor("the death to be told", () => router.output().includes("signal SIGKILL"));

  const alone = await waitForRunning(router, 1);
  expect(alone).toMatchObject({ status: 200, ready: true, workers: { running: 1, wanted: 2 } });
  const answered = client.counts.answered;
  await waitFor("answers of the other worker", () => client.counts.answered > answered + 20, PATIENCE_MS);
  // What the dead one had counted stays: Prometheus would take less for a restart.
  expect(await countAnswers()).toBeGreaterThanOrEqual(counted);

  await waitForRunning(router, 2);
  await client.stop();
  // Each client had one request at the worker that died, at the most.
  expect(client.counts.failed).toBeLessThanOrEqual(4);
  const after = findWorkers();
  expect(after).toHaveLength(2);
  expect(after).toContain(before[1]);
  expect((await readSums(router)).find("router_worker_deaths_total")).toBe(1);
});

it("leaves no client waiting that was just coming to a worker at its death", async () => {
  const client = startClient();
  for (let kills = 0; kills < 5; kills += 1) {
    const answered = client.counts.answered;
    await waitFor("answers", () => client.counts.answered > answered + 20, PATIENCE_MS);
    // The first that is listed may be one that does not serve yet.
    await waitForRunning(router, 2);
    process.kill(findWorkers()[0] ?? 0, "SIGKILL");
  }
  await waitForRunning(router, 2);
  await client.stop();
});

it("is back, on its port, when all workers have died at once", async () => {
  for (const pid of findWorkers()) process.kill(pid, "SIGKILL");
  await waitFor("an answer", () => greet(router).catch(() => null), PATIENCE_MS);
  await waitForRunning(router, 2);
});
