import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "@apollo/federation-internals";
import { createEngine } from "../../packages/engine/create-engine.ts";
import { buildCostRules } from "../../packages/limits/cost/cost-rules.ts";
import { createAuthorizer } from "../authorization/authorizer.ts";
import type { PlanningTurns } from "../limits/planning-turns.ts";
import type { ExecutionContext } from "../responses/execute.ts";
import type { AdaptEngine } from "../responses/prepare-responses.ts";
import type { SubgraphClients } from "../transport/subgraph-clients.ts";
import { createSubgraphTransport } from "../transport/subgraph-transport.ts";
import type { OperationCounts } from "./busiest-operations.ts";
import { buildLoadableSupergraph } from "./loadable-supergraph.ts";
import { createRoundedVariables } from "./rounded-variables.ts";
import { chooseSubgraphUrl, type FindSubgraphUrl } from "./subgraph-url.ts";
import { hashSupergraph } from "./supergraph-hash.ts";

/** What one supergraph is served by: made for it, and replaced as a whole. */
export type ServedGraph = ReturnType<typeof createServedGraph>;

/** What a graph is made with, beside its supergraph. */
export interface GraphParts {
  readonly findSubgraphUrl: FindSubgraphUrl;
  /** The clients of all graphs: a graph gets those of its subgraphs. */
  readonly clients: SubgraphClients;
  /** Puts the cache and in-flight sharing before its engine. */
  readonly adaptEngine: AdaptEngine;
  /** Decides when it plans operations that are new to it. */
  readonly planning: PlanningTurns;
}

/**
 * Makes what serves a supergraph, from one reading of its rules.
 * @param supergraphSdl as composed, with its access rules
 * @throws Error when it is not valid, or asks for protection that nothing here gives
 */
export function createServedGraph(
  supergraphSdl: string,
  operationCounts: OperationCounts,
  { findSubgraphUrl, adaptEngine, planning, ...parts }: GraphParts,
) {
  const engine = adaptEngine(
    createEngine<ExecutionContext>({
      supergraphSdl: buildLoadableSupergraph(supergraphSdl),
      transport: createSubgraphTransport((name) => clients.get(name)),
      schedulePlanning: planning.schedule,
      declaresDefer: true,
    }),
    hashSupergraph(supergraphSdl),
  );
  const { apiSchema } = engine;
  const { schema: supergraph } = Supergraph.build(supergraphSdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  });
  const clients = parts.clients.require(
    engine.subgraphs.map(({ name, url }) => ({ name, url: chooseSubgraphUrl(name, url, findSubgraphUrl) })),
  );
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
