import { millisecondsSince } from "../../packages/server/graphql/executed-statements.ts";
import type { SubgraphClient } from "../transport/subgraph-client.ts";
import { SubgraphFailure } from "../transport/subgraph-failure.ts";

/** Whether a subgraph answers the router right now. */
export interface SubgraphState {
  readonly name: string;
  readonly isUp: boolean;
  readonly milliseconds: number;
  /** Why it is down; null: it is up. */
  readonly problem: string | null;
}

/** Asks all subgraphs at once whether they answer. */
export async function checkSubgraphs(clients: readonly SubgraphClient[]): Promise<SubgraphState[]> {
  return Promise.all(clients.map(checkSubgraph));
}

async function checkSubgraph(client: SubgraphClient): Promise<SubgraphState> {
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
