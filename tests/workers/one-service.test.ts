import { renameSync, writeFileSync } from "node:fs";
import { describe, expect, it, jest } from "@jest/globals";
import { waitFor } from "../support/wait-for.ts";
import {
  composeGreeting,
  findAnswering,
  greet,
  readReadiness,
  readSums,
  startGreetingWorkers,
  waitForRunning,
} from "./greeting-workers.ts";

/** Two workers start more slowly than one, and tests of other files may have the processor. */
jest.setTimeout(60_000);

const { router, subgraph, supergraphPath, findWorkers } = await startGreetingWorkers();

const countAnswers = async () =>
  (await readSums(router)).find("http_request_duration_seconds_count", {
    route: "/graphql",
    status: "2xx",
  }) ?? 0;

/** Asks until both workers have answered. @returns how often */
async function greetBoth(): Promise<number> {
  let asked = 0;
  await waitFor("answers of both workers", async () => {
    const answers = await Promise.all([greet(router), greet(router), greet(router), greet(router)]);
    for (const { data } of answers) expect(data).toEqual({ hello: "hello" });
    asked += answers.length;
    return findAnswering(router).size === 2;
  });
  return asked;
}

describe("two workers", () => {
  it("answer on one port, whose URL is told once", async () => {
    await greetBoth();
    expect(findWorkers()).toHaveLength(2);
    expect([...findAnswering(router)].sort()).toEqual([1, 2]);
    const listening = router.logLines().filter(({ msg }) => String(msg).includes(router.url));
    expect(listening).toMatchObject([{ msg: `Server listening at ${router.url}`, workers: 2 }]);
  });

  it("are ready together", async () => {
    const readiness = await waitForRunning(router, 2);
    expect(readiness).toMatchObject({ status: 200, ready: true, workers: { running: 2, wanted: 2 } });
    expect(readiness.workers?.supergraphs).toEqual([readiness.supergraph.hash]);
  });

  it("have metrics that are the sums of theirs", async () => {
    const before = await countAnswers();
    const asked = await greetBoth();
    // An answer is counted once it has been sent.
    await waitFor("all answers to be counted", async () => (await countAnswers()) - before === asked);
    const metrics = await readSums(router);
    expect(metrics.find("router_workers_running")).toBe(2);
    expect(metrics.find("router_workers_wanted")).toBe(2);
    expect(metrics.find("router_supergraphs_served")).toBe(1);
    // A state is no number to add up.
    expect(metrics.find("subgraph_breaker_state", { state: "closed" })).toBe(1);
    expect(metrics.find("process_start_time_seconds")).toBeLessThan(Date.now() / 1000);
  });

  it("lose no count when one of them hangs while the metrics are read", async () => {
    await greetBoth();
    // What is counted by now, both have told.
    const before = await waitFor("a steady count", async () => {
      const [first, second] = [await countAnswers(), await countAnswers()];
      return first === second && first;
    });
    const [victim = 0] = findWorkers();
    process.kill(victim, "SIGSTOP");
    try {
      const metrics = await waitFor("metrics without the hanging worker", async () => {
        // One connection may be handed to the worker that hangs.
        const read = await Promise.any([readSums(router), readSums(router)]);
        return (read.find("router_worker_metrics_unanswered_total") ?? 0) > 0 && read;
      });
      const labels = { route: "/graphql", status: "2xx" };
      expect(metrics.find("http_request_duration_seconds_count", labels)).toBe(before);
    } finally {
      process.kill(victim, "SIGCONT");
    }
  });

  it("follow a change of the supergraph, each by itself", async () => {
    const { hash } = (await readReadiness(router)).supergraph;
    writeFileSync(`${supergraphPath}.new`, composeGreeting(subgraph, "another: String"));
    renameSync(`${supergraphPath}.new`, supergraphPath);
    await waitFor("both to serve the new one, and to know it of each other", async () => {
      const { supergraph, workers } = await readReadiness(router);
      return supergraph.hash !== hash && String(workers?.supergraphs) === supergraph.hash;
    });
  });
});
