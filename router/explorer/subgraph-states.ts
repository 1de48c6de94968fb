import { millisecondsSince } from "../../packages/server/graphql/executed-statements.ts";
import type { SubgraphClient } from "../transport/subgraph-client.ts";
import { SubgraphFailure } from "../transport/subgraph-failure.ts";

/** Whether a subgraph answers the router right now; `problem`: why it is down, or null. */
export type SubgraphState = Awaited<ReturnType<typeof checkSubgraph>>;

/** Asks all subgraphs at once whether they answer. */
export async function checkSubgraphs(clients: readonly SubgraphClient[]): Promise<SubgraphState[]> {
  return Promise.all(clients.map(checkSubgraph));
}

async function checkSubgraph(client: SubgraphClient) {
  const startedAt = performance.now();
  const problem = await findProblem(client);
  return { name: client.name, isUp: problem === null, milliseconds: millisecondsSince(startedAt), problem };
}

async function findProblem(client: SubgraphClient): Promise<string | null> {
  try {
    await client.check();
    return null;
  } catch (error) {
    if (error instanceof SubgraphFailure) return error.message;
    throw error;
  }
}
