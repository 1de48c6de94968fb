import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { startProcess, type TestProcess } from "../support/process.ts";
import { writeFileIn } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";
import { startRedisServer } from "./redis-server.ts";
import { ask, inventOperation, startTwoRouters, waitForSharing } from "./two-routers.ts";

const redis = await startRedisServer();
const { one, subgraph, supergraphPath, variables } = await startTwoRouters(redis.url);
const before = readFileSync(supergraphPath, "utf8");
const after = before.replace("more: String", "other: String");

async function readHash({ url }: TestProcess): Promise<string> {
  const response = await fetch(`${url}/health/ready`);
  return ((await response.json()) as { supergraph: { hash: string } }).supergraph.hash;
}

/** Whether `router` has the answer that the first one has just kept. */
async function findsAnswer(router: TestProcess): Promise<boolean> {
  const query = inventOperation();
  const keys = (await redis.listKeys()).length;
  await ask(one, query);
  await waitFor("the key", async () => (await redis.listKeys()).length > keys);
  const asked = subgraph.requests.length;
  await ask(router, query);
  return subgraph.requests.length === asked;
}

it("routers share with those that serve the same supergraph, now and after a change", async () => {
  const ahead = await startProcess("router/main", {
    ...variables,
    SUPERGRAPH_PATH: writeFileIn("supergraph.graphql", after),
  });
  await waitForSharing(ahead);
  expect(await findsAnswer(ahead)).toBe(false);
  writeFileSync(supergraphPath, after);
  const hash = await readHash(ahead);
  await waitFor("the change", async () => (await readHash(one)) === hash);
  expect(await findsAnswer(ahead)).toBe(true);
  await waitFor("the channel of the new one alone", async () => {
    const channels = await redis.client.pubsub("CHANNELS", "*");
    return JSON.stringify(channels) === JSON.stringify([`supergraph:${hash}:spent`]);
  });
});
