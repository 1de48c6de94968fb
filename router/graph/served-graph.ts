import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { createEngine } from "../../packages/engine/create-engine.ts";
import type { SchedulePlanning } from "../../packages/engine/engine.ts";
import { buildCostRules } from "../../packages/limits/cost/cost-rules.ts";
import { createAuthorizer } from "../authorization/authorizer.ts";
import type { ExecutionContext } from "../responses/execute.ts";
import type { AdaptEngine } from "../responses/prepare-responses.ts";
import type { SubgraphClient } from "../transport/subgraph-client.ts";
import type { SubgraphAddress } from "../transport/subgraph-clients.ts";
import { createSubgraphTransport } from "../transport/subgraph-transport.ts";
import type { OperationCounts } from "./busiest-operations.ts";
import { buildLoadableSupergraph } from "./loadable-supergraph.ts";
import { createRoundedVariables } from "./rounded-variables.ts";

/** What one supergraph is served by: made for it, and replaced as a whole. */
export type ServedGraph = ReturnType<typeof createServedGraph>;

/** What a graph is made with, beside its supergraph. */
export interface GraphParts {
  /** Gives the clients of its subgraphs. */
  readonly requireClients: (subgraphs: readonly SubgraphAddress[]) => ReadonlyMap<string, SubgraphClient>;
  /** Puts the cache and in-flight sharing before its engine. */
  readonly adaptEngine: AdaptEngine;
  /** Decides when it plans operations that are new to it. */
  readonly schedulePlanning: SchedulePlanning<ExecutionContext>;
  readonly operationCounts: OperationCounts;
}

/**
 * Makes what serves a supergraph, from one reading of its rules.
 * @param supergraphSdl as composed, with its access rules
 * @throws Error when it is not valid, or asks for protection that nothing here gives
 */
export function createServedGraph(
  supergraphSdl: string,
  { requireClients, adaptEngine, schedulePlanning, operationCounts }: GraphParts,
) {
  const engine = adaptEngine(
    createEngine<ExecutionContext>({
      supergraphSdl: buildLoadableSupergraph(supergraphSdl),
      transport: createSubgraphTransport((name) => clients.get(name)),
      schedulePlanning,
    }),
  );
  const { apiSchema } = engine;
  const { schema: supergraph } = Supergraph.build(supergraphSdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  });
  const clients = requireClients(engine.subgraphs);
  return {
    supergraphSdl,
    authorizer: createAuthorizer({ supergraph, apiSchema }),
    engine,
    listRounded: createRoundedVariables(apiSchema),
    costRules: buildCostRules(supergraph),
    clients,
    operationCounts,
  };
}
