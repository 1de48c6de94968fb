import { setTimeout as delay } from "node:timers/promises";
import { isRecord } from "../../packages/server/is-record.ts";

/** After this time, the banner is shown even without a subgraph: the other fields work. */
const PATIENCE_MS = 10_000;
const INTERVAL_MS = 50;
const ANSWER_TIMEOUT_MS = 1_000;

/** Waits until the router at `routerUrl` reaches every subgraph. */
export async function waitUntilAvailable(routerUrl: string): Promise<void> {
  const endsAt = performance.now() + PATIENCE_MS;
  while (performance.now() < endsAt && !(await areSubgraphsAvailable(routerUrl))) await delay(INTERVAL_MS);
}

async function areSubgraphsAvailable(routerUrl: string): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const health: unknown = await (await fetch(`${routerUrl}/health/ready`, { signal })).json();
    const subgraphs = isRecord(health) && isRecord(health.subgraphs) ? Object.values(health.subgraphs) : [];
    return subgraphs.length > 0 && subgraphs.every((state) => state === "available");
  } catch {
    return false;
  }
}
