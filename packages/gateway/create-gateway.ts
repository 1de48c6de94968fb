import { ApolloGateway, type GatewayConfig, type GraphQLDataSource, RemoteGraphQLDataSource } from "@apollo/gateway";
import type { GraphQLSchema } from "graphql";
import { createEngine } from "../engine/create-engine.ts";
import type { Engine } from "../engine/engine.ts";
import { createDataSourceTransport, type GatewayExecution, type GatewayRequest } from "./data-source-transport.ts";
import { buildResult } from "./execution-result.ts";
import { createFetcher } from "./pooled-fetcher.ts";

export { createFetcher } from "./pooled-fetcher.ts";

/**
 * An ApolloGateway whose operations our engine executes, for the place of `new ApolloGateway(config)`. It loads, checks
 * and replaces supergraphs, and asks data sources, as Apollo's own does.
 * @param config what ApolloGateway takes
 * @throws Error when ApolloGateway refuses the configuration
 */
export function createGateway(config: GatewayConfig = {}): ApolloGateway {
  const gateway = new ApolloGateway(isProxied() ? config : { buildService: createDataSourceBuilder(), ...config });
  const executeStock = gateway.executor;
  const findDataSource = readDataSources(gateway);
  const exposesPlans = config.__exposeQueryPlanExperimental ?? process.env.NODE_ENV !== "production";
  const engines = new WeakMap<GraphQLSchema, Engine<GatewayExecution>>();
  const transport = createDataSourceTransport(findDataSource, {
    exposesDocuments: config.queryPlannerConfig?.exposeDocumentNodeInFetchNode === true,
  });
  // The gateway reports what a listener throws, and serves the schema all the same: then by its own executor.
  gateway.onSchemaLoadOrUpdate(({ apiSchema, coreSupergraphSdl }) => {
    // One `process` for each fetch of the plan, as data sources know it.
    const options = { supergraphSdl: coreSupergraphSdl, transport, mergesEntityFetches: () => false };
    engines.set(apiSchema, createEngine<GatewayExecution>(options));
  });
  gateway.executor = async (request) => {
    // What began with one schema ends with it.
    const engine = engines.get(request.schema);
    if (engine === undefined || isForStock(request, exposesPlans)) return executeStock(request);
    const execution: GatewayExecution = { request, failures: new Map() };
    const { queryHash, document, request: sent } = request;
    const operationName = sent.operationName ?? null;
    const response = await engine.execute(
      {
        document,
        operationName,
        variables: sent.variables ?? {},
        cacheKey: operationName === null ? queryHash : `${queryHash} ${operationName}`,
      },
      execution,
    );
    return buildResult(response, execution);
  };
  return gateway;
}

/** Whether a proxy stands between: then the data sources are Apollo's, whose own fetcher knows it. */
function isProxied(): boolean {
  return Object.keys(process.env).some((name) => /^(?:https?_)?proxy$/i.test(name));
}

/** The data sources that ApolloGateway builds by default, over pooled connections. */
function createDataSourceBuilder(): NonNullable<GatewayConfig["buildService"]> {
  const fetcher = createFetcher();
  return ({ url }) => new RemoteGraphQLDataSource({ fetcher, ...(url === undefined ? {} : { url }) });
}

/**
 * Whether Apollo's executor must answer: with the trace of a plan, with the plan itself, or with its own refusal of
 * operations that no gateway executes.
 */
function isForStock({ operation, metrics, request }: GatewayRequest, exposesPlans: boolean): boolean {
  if (operation === undefined || operation.operation === "subscription") return true;
  if (metrics.captureTraces === true) return true;
  return exposesPlans && Boolean(request.http?.headers.has("apollo-query-plan-experimental"));
}

/** Finds the data source that the gateway uses for a subgraph now. It has no public name; the peer's range is tested. */
function readDataSources(gateway: ApolloGateway): (subgraph: string) => GraphQLDataSource | undefined {
  const services: unknown = Reflect.get(gateway, "serviceMap");
  if (!isServiceMap(services)) throw new Error("This version of @apollo/gateway keeps its data sources elsewhere.");
  return (subgraph) => services[subgraph]?.dataSource;
}

type ServiceMap = Readonly<Record<string, { readonly dataSource: GraphQLDataSource }>>;

function isServiceMap(value: unknown): value is ServiceMap {
  return typeof value === "object" && value !== null;
}
