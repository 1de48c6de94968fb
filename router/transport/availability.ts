import type { SubgraphClient } from "./subgraph-client.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** Whether a subgraph answers. */
export type Availability = "available" | "unavailable";

/** For so long an answer speaks for its subgraph. */
const FRESH_MS = 1_000;
/** Those who ask for the router's health give it a second, and one hanging subgraph must not cost it that. */
const PATIENCE_MS = 500;

/** Tells of each subgraph whether it answers: as the last requests went, or by asking where there were none. */
export async function findAvailability(
  clients: readonly SubgraphClient[],
): Promise<Record<string, Availability>> {
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
  return Promise.race([answer, waitInVain()]);
}

function waitInVain(): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), PATIENCE_MS).unref());
}
