import { setTimeout as delay } from "node:timers/promises";
import { isRecord } from "../../packages/server/is-record.ts";
import type { StackSettings } from "./settings.ts";

/** After this time, the banner is shown even without a subgraph: the other fields work. */
const PATIENCE_MS = 10_000;
const INTERVAL_MS = 50;
const ANSWER_TIMEOUT_MS = 1_000;

/**
 * Waits until the router at `routerUrl` reaches every subgraph, and says so when a remote one is not there at once.
 * @returns the names of those that it does not reach after 10 seconds
 */
export async function waitUntilAvailable(
  routerUrl: string,
  remotes: StackSettings["remotes"],
): Promise<readonly string[]> {
  const endsAt = performance.now() + PATIENCE_MS;
  let missing = await findMissing(routerUrl);
  const awaited = remotes.map(({ name }) => name).filter((name) => missing?.includes(name));
  if (awaited.length > 0)
    process.stderr.write(`waiting ${PATIENCE_MS / 1_000} s at most for ${awaited.join(", ")}, which runs elsewhere\n`);
  while (performance.now() < endsAt && missing?.length !== 0) {
    await delay(INTERVAL_MS);
    missing = await findMissing(routerUrl);
  }
  return missing ?? [];
}

/** Null while the router itself does not answer. */
async function findMissing(routerUrl: string): Promise<readonly string[] | null> {
  try {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const health: unknown = await (await fetch(`${routerUrl}/health/ready`, { signal })).json();
    if (!isRecord(health) || !isRecord(health.subgraphs)) return null;
    const states = Object.entries(health.subgraphs);
    return states.filter(([, state]) => state !== "available").map(([name]) => name);
  } catch {
    return null;
  }
}
