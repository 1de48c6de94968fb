import type { FastifyBaseLogger } from "fastify";
import type { SubgraphTransport } from "../../packages/engine/subgraph-transport.ts";
import type { FetchContext, SubgraphClient } from "./subgraph-client.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** The client request that the engine executes. */
export interface TransportContext extends FetchContext {
  readonly log: FastifyBaseLogger;
}

/** Lets the engine ask subgraphs through their clients, by name. */
export function createSubgraphTransport(
  findClient: (subgraph: string) => SubgraphClient | undefined,
): SubgraphTransport<TransportContext> {
  return ({ subgraph, operationKind, body, readVerbatim = null, parse = JSON.parse }, context) => {
    const client = findClient(subgraph);
    if (client === undefined) return Promise.reject(new Error(`the plan asks an unknown subgraph: ${subgraph}`));
    return client.send({ kind: operationKind, body, readVerbatim, parse }, context).catch((error) => {
      if (error instanceof SubgraphFailure) logFailure(error, context);
      throw error;
    });
  };
}

function logFailure({ kind, subgraph, code, cause }: SubgraphFailure, { log }: TransportContext): void {
  // A client that leaves is not a fault.
  log[kind === "cancelled" ? "debug" : "warn"]({ subgraph, code, err: cause }, "a subgraph fetch failed");
}
