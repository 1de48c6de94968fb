import type { FastifyBaseLogger } from "fastify";
import type { ExecutionResult, GraphQLSchema } from "graphql";
import type { ExecutableGateway, ExecutionRequest } from "../../packages/server/graphql/execution-request.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { createOperationCounts, prepareBusiest } from "./busiest-operations.ts";
import { createGateway } from "./gateway.ts";
import { createServedGraph, type GraphParts, type ServedGraph } from "./served-graph.ts";

/** A gateway whose supergraph can be replaced while it serves. */
export type ReplaceableGateway = ReturnType<typeof createReplaceableGateway>;

/** What the gateway needs, beside its supergraph. */
export interface GatewayParts extends GraphParts {
  /** Named where the supergraph is not valid. */
  readonly supergraphPath: string;
  readonly log: FastifyBaseLogger;
  readonly execute: (graph: ServedGraph, execution: ExecutionRequest) => Promise<ExecutionResult>;
  /** Called when a graph is served from now on, the first one too. @returns settles when no stream is another one's */
  readonly onServed: (graph: ServedGraph) => Promise<void>;
}

/**
 * Makes the gateway for a composed supergraph: Apollo Gateway loads and swaps it, our engine executes over it.
 * @throws StartupError, here or when the gateway loads, when the supergraph is not valid or lacks a subgraph's URL
 */
export function createReplaceableGateway(firstSupergraphSdl: string, parts: GatewayParts) {
  const { supergraphPath, clients } = parts;
  const operationCounts = createOperationCounts();
  const graphs = new WeakMap<GraphQLSchema, ServedGraph>();
  const build = (supergraphSdl: string) => createServedGraph(supergraphSdl, operationCounts, parts);
  let current = explainFailure(supergraphPath, () => build(firstSupergraphSdl));
  let next = current;
  const gateway = createGateway(firstSupergraphSdl, parts.log, (schema, execution) =>
    parts.execute(findGraph(schema), execution),
  );
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    current = next;
    graphs.set(apiSchema, current);
    void serve(current);
  });

  async function serve(graph: ServedGraph): Promise<void> {
    await parts.onServed(graph);
    if (graph === current) clients.retire(graph.clients);
  }

  /** The graph that serves an operation that was validated against `schema`, also after it has been replaced. */
  function findGraph(schema: GraphQLSchema): ServedGraph {
    const graph = graphs.get(schema);
    if (graph === undefined) throw new Error("an operation was validated against a schema that is not served");
    return graph;
  }

  const served: ExecutableGateway = {
    ...gateway,
    load: (options) => gateway.load(options).catch((error) => fail(supergraphPath, error)),
  };
  return {
    gateway: served,
    current: () => current,
    findGraph,
    /**
     * Serves another supergraph from now on; what has begun ends with the one it began with.
     * @throws Error when it is not valid; then the one before goes on being served
     */
    async replace(supergraphSdl: string): Promise<void> {
      const graph = build(supergraphSdl);
      await prepareBusiest(graph.engine, operationCounts);
      next = graph;
      gateway.update(supergraphSdl);
    },
  };
}

function explainFailure<Result>(supergraphPath: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    return fail(supergraphPath, error);
  }
}

function fail(supergraphPath: string, error: unknown): never {
  if (error instanceof StartupError) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new StartupError(`the supergraph ${supergraphPath} is not valid: ${reason.replace(/\s+/g, " ").trim()}`);
}
