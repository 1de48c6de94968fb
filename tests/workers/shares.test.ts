import { availableParallelism } from "node:os";
import { expect, it } from "@jest/globals";
import { type Environment, readEnvironment } from "../../packages/server/process/environment.ts";
import { readRouterConfig } from "../../router/config.ts";
import { shareOf } from "../../router/workers/divide-limits.ts";
import { buildWorkersSettings, workersVariables } from "../../router/workers/variables.ts";
import { answerJson } from "../support/fake-subgraph.ts";
import { ROUTER_SECRET } from "../support/router-signature.ts";
import { findAnswering, greet, startGreetingWorkers } from "./greeting-workers.ts";

const readSettings = (environment: Environment) => buildWorkersSettings(readEnvironment(workersVariables, environment));

it("there is one worker for each core with WORKERS=auto, and no other process without it", () => {
  expect(readSettings({ WORKERS: "auto" })).toEqual({
    count: Math.min(64, availableParallelism()),
    number: null,
  });
  expect(readSettings({})).toEqual({ count: 1, number: null });
});

it.each([
  [512, 4, 128],
  [100, 3, 33],
  [2, 4, 1],
  [0, 4, 0],
  [Infinity, 4, Infinity],
])("of %d, each of %d workers has %d", (limit, workers, share) => {
  expect(shareOf(limit, workers)).toBe(share);
});

it("each worker keeps its part of the bytes that clients have not taken", () => {
  const environment = {
    SUPERGRAPH_PATH: "supergraph.graphql",
    ROUTER_SECRET,
    MAX_UNSENT_BYTES: "1000",
    WORKERS: "4",
  };
  expect(readRouterConfig(environment).sendLimits.maximumBytes).toBe(250);
});

it("a subgraph gets no more requests at once from two workers than from one router", async () => {
  let atOnce = 0;
  let most = 0;
  const { router } = await startGreetingWorkers({ SUBGRAPH_CONCURRENCY: "2" }, (response, request) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    setTimeout(() => {
      atOnce -= 1;
      answerJson({ data: { hello: "hello" } })(response, request);
    }, 50);
  });
  // Until both have had several at once.
  while (findAnswering(router).size < 2) await Promise.all(Array.from({ length: 12 }, () => greet(router)));
  expect(most).toBe(2);
});
