import { millisecondsSince } from "../../packages/server/graphql/executed-statements.ts";
import type { SubgraphClient } from "../transport/subgraph-client.ts";
import { SubgraphFailure } from "../transport/subgraph-failure.ts";

/** Whether a subgraph answers the router right now. */
export interface SubgraphState {
  readonly name: string;
  readonly isUp: boolean;
  readonly milliseconds: number;
  /** Why it does not; null when it does. */
  readonly problem: string | null;
}

/** Asks every subgraph something that any GraphQL server can answer, all at once. */
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
