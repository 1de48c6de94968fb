import { renameSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "@jest/globals";
import { answerJson, startFakeSubgraph } from "../support/fake-subgraph.ts";
import { sendOperation } from "../support/graphql-client.ts";
import { startProcess } from "../support/process.ts";
import { composeForTest, writeSupergraph } from "../support/supergraph-file.ts";
import { waitFor } from "../support/wait-for.ts";

const SWAPS = 20;
const CLIENTS = 8;

const planets = await startFakeSubgraph(answerJson({ data: { planet: "Earth", moon: "Moon", ...buildFields(SWAPS) } }));
const SMALL = "type Query { planet: String }";
const path = writeSupergraph([describeSubgraph(SMALL)]);
const router = await startProcess("router/main", { SUPERGRAPH_PATH: path, NODE_ENV: "development" });

function buildFields(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_item, index) => [`swap${index}`, "yes"]));
}

function describeSubgraph(sdl: string) {
  return { name: "astronomy", url: planets.url, sdl };
}

/** As deployments do it: whoever reads the file finds the old text or the new one, whole. */
function replaceFile(text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function serve(sdl: string): void {
  replaceFile(composeForTest([describeSubgraph(sdl)]));
}

function isServed(field: string): () => Promise<boolean> {
  return async () => (await sendOperation(router.url, `{ ${field} }`)).status === 200;
}

interface Health {
  readonly ready: boolean;
  readonly supergraph: Readonly<Record<"hash" | "replaced" | "refused" | "isOutdated", unknown>>;
}

async function readHealth(): Promise<Health> {
  const response = await fetch(`${router.url}/health/ready`);
  return (await response.json()) as Health;
}

describe("a changed supergraph file", () => {
  afterAll(() => serve(SMALL));

  it("is served without a restart", async () => {
    expect(await isServed("moon")()).toBe(false);
    const before = await readHealth();
    serve("type Query { planet: String moon: String }");
    await waitFor("the new field", isServed("moon"));
    expect((await sendOperation(router.url, "{ planet moon }")).data).toEqual({
      planet: "Earth",
      moon: "Moon",
    });
    const { supergraph } = await readHealth();
    expect(supergraph).toMatchObject({ replaced: 1, refused: 0, isOutdated: false });
    expect(supergraph.hash).not.toBe(before.supergraph.hash);
  });

  it.each([
    ["is not GraphQL", "type Query {"],
    ["is not a supergraph", "type Query { planet: String }"],
    ["is empty", ""],
  ])("that %s is refused, and the one before is served on", async (_what, text) => {
    const before = await readHealth();
    replaceFile(text);
    await waitFor("the refusal", async () => (await readHealth()).supergraph.refused !== before.supergraph.refused);
    expect(await readHealth()).toMatchObject({
      ready: true,
      supergraph: { hash: before.supergraph.hash, isOutdated: true },
    });
    expect(await isServed("moon")()).toBe(true);
    expect(router.output()).toContain("cannot be used: the one before is served on");
  });

  it("takes nothing from requests in flight: twenty swaps under load fail none", async () => {
    const swapping = new AbortController();
    const statuses = new Map<number, number>();
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (!swapping.signal.aborted) {
        const { status, data } = await sendOperation(router.url, "{ planet }");
        expect(data).toEqual({ planet: "Earth" });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    });
    for (let swap = 0; swap < SWAPS; swap += 1) {
      serve(`type Query { planet: String swap${swap}: String }`);
      await waitFor(`swap ${swap}`, isServed(`swap${swap}`));
    }
    swapping.abort();
    await Promise.all(clients);
    expect([...statuses.keys()]).toEqual([200]);
    expect(statuses.get(200)).toBeGreaterThan(SWAPS * CLIENTS);
  });
});

it("prepares the operations that come most before it serves another supergraph", async () => {
  const busy = "query Busy { planet }";
  await sendOperation(router.url, busy);
  serve("type Query { planet: String prepared: String }");
  await waitFor("the new field", isServed("prepared"));
  const prepared = await measurePlanning(busy);
  expect(prepared).toBeLessThan(await measurePlanning("query Fresh { planet }"));
});

/** @returns how long it took to have a plan, in milliseconds */
async function measurePlanning(query: string): Promise<number> {
  const headers = { "content-type": "application/json", "apollo-query-plan": "1" };
  const body = JSON.stringify({ query });
  const response = await fetch(`${router.url}/graphql`, { method: "POST", headers, body });
  const answer = (await response.json()) as {
    extensions: { queryPlan: { planningMilliseconds: number } };
  };
  return answer.extensions.queryPlan.planningMilliseconds;
}
