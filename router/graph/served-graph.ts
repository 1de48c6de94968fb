import { createEngine } from "../../packages/engine/create-engine.ts";
import type { Engine, SchedulePlanning } from "../../packages/engine/engine.ts";
import { type Authorizer, createAuthorizer } from "../authorization/authorizer.ts";
import { buildCostRules, type CostRules } from "../limits/cost/cost-rules.ts";
import type { RouterContext } from "../request/router-context.ts";
import type { AdaptEngine } from "../responses/prepare-responses.ts";
import type { SubgraphClient } from "../transport/subgraph-client.ts";
import type { SubgraphAddress } from "../transport/subgraph-clients.ts";
import { createSubgraphTransport } from "../transport/subgraph-transport.ts";
import { buildLoadableSupergraph } from "./loadable-supergraph.ts";
import { createRoundedVariables, type ListRoundedVariables } from "./rounded-variables.ts";

/** What one supergraph is served by: made for it, and replaced as a whole. */
export interface ServedGraph {
  readonly supergraphSdl: string;
  readonly authorizer: Authorizer;
  readonly engine: Engine<RouterContext>;
  readonly listRounded: ListRoundedVariables;
  readonly costRules: CostRules;
  readonly clients: ReadonlyMap<string, SubgraphClient>;
}

/**
 * Makes what serves a supergraph.
 * @param supergraphSdl as composed, with its access rules
 * @param requireClients gives the clients of its subgraphs
 * @param adaptEngine puts before its engine what is to stand there
 * @param schedulePlanning decides when it plans operations that are new to it
 * @throws Error when it is not valid, or asks for protection that nobody here gives
 */
export function createServedGraph(
  supergraphSdl: string,
  requireClients: (subgraphs: readonly SubgraphAddress[]) => ServedGraph["clients"],
  adaptEngine: AdaptEngine,
  schedulePlanning: SchedulePlanning<RouterContext>,
): ServedGraph {
  const engine = adaptEngine(
    createEngine<RouterContext>({
      supergraphSdl: buildLoadableSupergraph(supergraphSdl),
      transport: createSubgraphTransport((name) => clients.get(name)),
      schedulePlanning,
    }),
  );
  const { apiSchema } = engine;
  const authorizer = createAuthorizer({ supergraphSdl, apiSchema });
  const listRounded = createRoundedVariables(apiSchema);
  const costRules = buildCostRules(supergraphSdl);
  const clients = requireClients(engine.subgraphs);
  return { supergraphSdl, authorizer, engine, listRounded, costRules, clients };
}
