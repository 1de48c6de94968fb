import { millisecondsSince } from "../../service/executed-statements.ts";
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

/** A page waits for the answer. */
const CHECK_TIMEOUT_MS = 1_000;
const QUESTION = JSON.stringify({ query: "{ __typename }" });

/** Asks every subgraph something that any GraphQL server can answer, all at once. */
export async function checkSubgraphs(
  clients: readonly SubgraphClient[],
  requestId: string,
): Promise<SubgraphState[]> {
  return Promise.all(clients.map((client) => checkSubgraph(client, requestId)));
}

async function checkSubgraph(client: SubgraphClient, requestId: string): Promise<SubgraphState> {
  const startedAt = performance.now();
  const problem = await Promise.race([findProblem(client, requestId), waitTooLong(client.name)]);
  return { name: client.name, isUp: problem === null, milliseconds: millisecondsSince(startedAt), problem };
}

async function findProblem(client: SubgraphClient, requestId: string): Promise<string | null> {
  try {
    await client.send(QUESTION, {
      requestId,
      accessToken: null,
      caller: null,
      clientAddress: null,
      wantsStatements: false,
    });
    return null;
  } catch (error) {
    if (error instanceof SubgraphFailure) return error.message;
    throw error;
  }
}

function waitTooLong(name: string): Promise<string> {
  return new Promise((resolve) => {
    const { message } = new SubgraphFailure("SUBGRAPH_TIMEOUT", name, null);
    setTimeout(() => resolve(message), CHECK_TIMEOUT_MS).unref();
  });
}
