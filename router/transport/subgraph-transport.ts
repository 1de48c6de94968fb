import type { SubgraphTransport } from "../../packages/engine/subgraph-transport.ts";
import type { RouterContext } from "../request/router-context.ts";
import type { SubgraphClient } from "./subgraph-client.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** Lets the engine ask subgraphs through their clients, by name. */
export function createSubgraphTransport(
  findClient: (subgraph: string) => SubgraphClient | undefined,
): SubgraphTransport<RouterContext> {
  return async ({ subgraph, operationKind, body, readVerbatim = null, parse = JSON.parse }, context) => {
    const client = findClient(subgraph);
    if (client === undefined) throw new Error(`the plan asks a subgraph that is not there: ${subgraph}`);
    try {
      return await client.send({ kind: operationKind, body, readVerbatim, parse }, context);
    } catch (error) {
      if (error instanceof SubgraphFailure) logFailure(error, context);
      throw error;
    }
  };
}

function logFailure({ kind, subgraph, code, cause }: SubgraphFailure, { log }: RouterContext): void {
  // A client that leaves is nobody's fault.
  log[kind === "cancelled" ? "debug" : "warn"]({ subgraph, code, err: cause }, "a subgraph fetch failed");
}
