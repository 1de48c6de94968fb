import { ApolloGateway, type GatewayConfig } from "@apollo/gateway";
import type { FastifyBaseLogger } from "fastify";
import { type GraphQLSchema, validate } from "graphql";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { type RouterConfig, subgraphUrlVariable } from "../config.ts";
import type { PlanningShare } from "../limits/planning-share.ts";
import { executeRequest, type GatewayInterface } from "../request/execute-request.ts";
import type { AdaptEngine } from "../responses/prepare-responses.ts";
import { createSubgraphClients } from "../transport/subgraph-clients.ts";
import { type CountedOperation, createOperationCounts } from "./busiest-operations.ts";
import { buildLoadableSupergraph } from "./loadable-supergraph.ts";
import { createServedGraph, type ServedGraph } from "./served-graph.ts";

/** How many operations another supergraph is prepared for. */
const MOST_PREPARED = 100;

/** A gateway whose supergraph can be replaced while it serves. */
export interface ReplaceableGateway {
  readonly gateway: GatewayInterface;
  /** What is served now. */
  current(): ServedGraph;
  /** What an operation that was validated against `schema` is served by, also after that has been replaced. */
  findGraph(schema: GraphQLSchema): ServedGraph;
  /**
   * Serves another supergraph from now on; what has begun ends with the one it began with.
   * @throws Error when it is not valid; then the one before goes on being served
   */
  replace(supergraphSdl: string): Promise<void>;
  /** Closes the connections to all subgraphs. */
  close(): Promise<void>;
}

/**
 * Makes the gateway for a composed supergraph: Apollo Gateway loads, validates and swaps it, our engine executes over
 * it, behind its access rules.
 * @param adaptEngine puts before the engine what is to stand there
 * @param planning shares out the planning of new operations
 * @throws StartupError, here or when the gateway loads, when the supergraph is not valid or lacks a subgraph's URL
 */
export function createGateway(
  firstSupergraphSdl: string,
  config: RouterConfig,
  log: FastifyBaseLogger,
  adaptEngine: AdaptEngine,
  planning: PlanningShare,
): ReplaceableGateway {
  const clients = createSubgraphClients(config.transport, config.routerAuth, log);
  const counts = createOperationCounts();
  const graphs = new WeakMap<GraphQLSchema, ServedGraph>();
  const build = (sdl: string) =>
    createServedGraph(
      sdl,
      (subgraphs) =>
        clients.require(subgraphs.map(({ name, url }) => ({ name, url: chooseUrl(name, url, config) }))),
      adaptEngine,
      planning.schedule,
    );
  let current = explainFailure(config, () => build(firstSupergraphSdl));
  let next = current;
  let update: (supergraphSdl: string) => void = () => undefined;
  const apolloGateway = new ApolloGateway({
    async supergraphSdl(manager) {
      update = manager.update;
      return { supergraphSdl: buildLoadableSupergraph(firstSupergraphSdl) };
    },
    logger: quieten(log),
    // The engine fetches; what the gateway would fetch with is not asked.
    buildService: () => ({ process: () => Promise.reject(new Error("the engine fetches")) }),
  });
  apolloGateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    current = next;
    graphs.set(apiSchema, current);
    clients.retire(current.clients);
  });

  function findGraph(schema: GraphQLSchema): ServedGraph {
    const graph = graphs.get(schema);
    if (graph === undefined)
      throw new Error("an operation was validated against a schema that is not served");
    return graph;
  }

  async function load(
    options: Parameters<GatewayInterface["load"]>[0],
  ): ReturnType<GatewayInterface["load"]> {
    try {
      await apolloGateway.load(options);
    } catch (error) {
      return fail(config, error);
    }
    return {
      executor: (execution) => executeRequest(findGraph(execution.schema), execution, counts),
    };
  }

  return {
    gateway: {
      onSchemaLoadOrUpdate: (callback) => apolloGateway.onSchemaLoadOrUpdate(callback),
      load,
      stop: () => apolloGateway.stop(),
    },
    current: () => current,
    findGraph,
    async replace(supergraphSdl) {
      const graph = build(supergraphSdl);
      await prepareOperations(graph, counts.findBusiest(MOST_PREPARED));
      next = graph;
      update(buildLoadableSupergraph(supergraphSdl));
    },
    close: () => clients.close(),
  };
}

/** Compiles the operations that come most before `graph` serves them, and lets requests through in between. */
async function prepareOperations(
  { engine }: ServedGraph,
  operations: readonly CountedOperation[],
): Promise<void> {
  for (const { document, conditions, operationName, cacheKey } of operations) {
    if (validate(engine.apiSchema, document, undefined, { maxErrors: 1 }).length === 0) {
      engine.prepare({ document, operationName, cacheKey, variables: conditions });
    }
    await new Promise(setImmediate);
  }
}

/** What the gateway finds worth saying when all is well is of use to its developers only. */
function quieten(log: FastifyBaseLogger): NonNullable<GatewayConfig["logger"]> {
  return {
    debug: (message) => log.debug(message),
    info: (message) => log.debug(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  };
}

function chooseUrl(name: string, url: string | undefined, { findSubgraphUrl }: RouterConfig): string {
  const chosen = findSubgraphUrl(name) ?? url ?? "";
  if (/^https?:\/\//i.test(chosen) && URL.canParse(chosen)) return chosen;
  throw new StartupError(
    `the supergraph gives no usable URL for the subgraph "${name}": set ${subgraphUrlVariable(name)}`,
  );
}

function explainFailure<Result>(config: RouterConfig, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    return fail(config, error);
  }
}

function fail({ supergraphPath }: RouterConfig, error: unknown): never {
  if (error instanceof StartupError) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new StartupError(
    `the supergraph ${supergraphPath} is not valid: ${reason.replace(/\s+/g, " ").trim()}`,
  );
}
