import { setTimeout as delay } from "node:timers/promises";
import type { SubgraphClient } from "./subgraph-client.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** After an answer, the subgraph counts as available for so long. */
const FRESH_MS = 1_000;
/** Health checks often give the router one second: a hanging subgraph must take less of it. */
const MAXIMUM_WAIT_MS = 500;

/** Finds for each subgraph whether it answers: by its last requests or, if there were none lately, by asking it. */
export async function findAvailability(
  clients: readonly SubgraphClient[],
): Promise<Record<string, "available" | "unavailable">> {
  const found = clients.map(
    async (client) => [client.name, (await isAvailable(client)) ? "available" : "unavailable"] as const,
  );
  return Object.fromEntries(await Promise.all(found));
}

async function isAvailable(client: SubgraphClient): Promise<boolean> {
  const { breaker, answeredAt } = client.readState();
  if (breaker === "open") return false;
  if (answeredAt !== null && performance.now() - answeredAt < FRESH_MS) return true;
  const answer = client.check().then(
    () => true,
    (error) => error instanceof SubgraphFailure && error.kind === "busy",
  );
  return Promise.race([answer, delay(MAXIMUM_WAIT_MS, false, { ref: false })]);
}
