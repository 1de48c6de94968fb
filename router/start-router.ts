import cors from "@fastify/cors";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { createRemoteAuthenticate } from "../packages/identity/variables.ts";
import { serveGraphql } from "../packages/server/graphql/graphql-endpoint.ts";
import { serveHealth } from "../packages/server/http/health.ts";
import { createHttpServer } from "../packages/server/http/http-server.ts";
import { findNetworkPrefix } from "../packages/server/http/network-prefix.ts";
import { limitInFlight } from "../packages/server/overload/limit-in-flight.ts";
import type { RunningProcess } from "../packages/server/process/run-process.ts";
import { startTracing } from "../packages/server/telemetry/start-tracing.ts";
import { watchProcess } from "../packages/server/telemetry/watch-process.ts";
import type { RouterConfig } from "./config.ts";
import { createPersistedQueries } from "./documents/persisted-queries.ts";
import { loadTrustedDocuments } from "./documents/trusted-documents.ts";
import { createUnlistedDocumentsLog } from "./documents/unlisted-documents-log.ts";
import { SANDBOX_ORIGINS } from "./explorer/sandbox-origins.ts";
import { createGateway } from "./graph/create-gateway.ts";
import { followSupergraph } from "./graph/follow-supergraph.ts";
import { readSupergraph } from "./graph/read-supergraph.ts";
import { createCostLimit } from "./limits/cost/cost-limit.ts";
import { createPlanningShare } from "./limits/planning-share.ts";
import { createRateLimit } from "./limits/rate-limit.ts";
import { createAdmission } from "./request/admit-request.ts";
import { findOwner } from "./request/request-owner.ts";
import { createContextFunction, type RequestGates, type RouterContext } from "./request/router-context.ts";
import { keepBodyText } from "./request/sent-variables.ts";
import { createClientAddressFinder } from "./request/trusted-proxies.ts";
import { prepareResponses } from "./responses/prepare-responses.ts";
import { addPlanCacheMetrics } from "./telemetry/plan-cache-metrics.ts";
import { addSubgraphMetrics } from "./telemetry/subgraph-metrics.ts";
import { addSupergraphMetrics } from "./telemetry/supergraph-metrics.ts";
import { findAvailability } from "./transport/availability.ts";
import { warmUp } from "./warm-up.ts";
import type { PrimaryLink } from "./workers/primary-link.ts";

/**
 * Serves the supergraph until it is stopped; the subgraphs need not be up.
 * @param primary what this process has to do with the other workers; null where it serves by itself
 * @throws StartupError when the supergraph or the manifest of trusted documents cannot be read or is not valid
 */
export async function startRouter(
  config: RouterConfig,
  primary: PrimaryLink | null,
): Promise<RunningProcess> {
  const server = createHttpServer({
    name: "router",
    settings: config,
    limits: config.httpLimits,
    ...(primary === null ? {} : { worker: primary.number }),
  });
  keepBodyText(server);
  const supergraphSdl = await readSupergraph(config.supergraphPath);
  const trustedDocuments = await loadTrustedDocuments(config.trustedDocuments);
  // Before the limit of requests in flight, so that they are in flight until their answers are ready to be sent.
  const responses = prepareResponses(server, config.responses);
  const planning = createPlanningShare();
  const persistedQueries = createPersistedQueries(config.persistedQueryCacheBytes, trustedDocuments);
  const gateway = createGateway(supergraphSdl, config, server.log, responses.adaptEngine, planning);
  const admitRequest = createAdmission(config.documentLimits, trustedDocuments, planning);
  const gates = { ...createRequestGates(config, server.log, primary), admitRequest };
  await allowOrigins(server, config);
  const inFlight = limitInFlight(server, {
    ...config.inFlightLimits,
    send: config.sendLimits,
    // By the network, not the account: accounts cost nothing.
    findCaller: (request) => findNetworkPrefix(gates.findClientAddress(request)),
    isShared: true,
  });
  const registry = watchProcess(server, {
    name: "router",
    settings: config.telemetry,
    inFlight,
    otherErrorCodes: config.subgraphErrorCodes,
    ...(primary === null ? {} : { readMetrics: primary.gatherMetrics }),
  });
  primary?.offerMetrics(registry);
  addSubgraphMetrics(server, registry, () => [...gateway.current().clients.values()]);
  addPlanCacheMetrics(registry, () => gateway.current().engine.countPlans());
  await startTracing(server, { name: "router", settings: config.telemetry, begins: true });
  const apolloServer = await serveGraphql<RouterContext>(server, {
    graph: { gateway: gateway.gateway },
    paths: ["/graphql"],
    isProduction: config.isProduction,
    listeners: [
      createCostLimit(config.costLimits, (schema) => gateway.findGraph(schema).costRules),
      ...(trustedDocuments === null ? [] : [createUnlistedDocumentsLog(trustedDocuments)]),
      ...persistedQueries.listeners,
      ...responses.listeners,
    ],
    persistedQueries: persistedQueries.settings,
    findOwner,
    otherErrorCodes: config.subgraphErrorCodes,
    ...(config.isProduction ? {} : { otherErrorCodesVariable: "SUBGRAPH_ERROR_CODES" }),
    createContext: createContextFunction(gates, config),
  });
  if (!config.isProduction) {
    const { serveExplorer } = await import("./explorer/serve-explorer.ts");
    serveExplorer(server, config.explorer, () => gateway.current());
  }
  const followed = followSupergraph(config.supergraphPath, gateway, server.log, (hash) =>
    primary?.tellSupergraph(hash),
  );
  addSupergraphMetrics(registry, followed.readState);
  serveHealth(server, async () => ({
    ready: true,
    supergraph: followed.readState(),
    ...(primary === null ? {} : { workers: primary.readOverview() }),
    subgraphs: await findAvailability([...gateway.current().clients.values()]),
  }));
  await warmUp(server);
  const url = await server.listen({
    host: config.host,
    port: config.port,
    // The URL of all is the primary's to tell.
    ...(primary === null ? {} : { listenTextResolver: () => "this worker serves" }),
  });
  return {
    url,
    drain: () => server.drain.begin(),
    async stop() {
      followed.stop();
      await server.close();
      await apolloServer.stop();
      await gateway.close();
    },
  };
}

function createRequestGates(
  config: RouterConfig,
  log: FastifyBaseLogger,
  primary: PrimaryLink | null,
): Omit<RequestGates, "admitRequest"> {
  return {
    findClientAddress: createClientAddressFinder(config.trustedProxies),
    authenticate: createRemoteAuthenticate(config.identity, (url, error) =>
      log.warn({ url, err: error }, "the key set cannot be fetched"),
    ),
    countRequest: createRateLimit(config.rateLimits, primary),
  };
}

/** Browsers let pages of no other origin read answers. */
async function allowOrigins(
  server: FastifyInstance,
  { isProduction, corsOrigins }: RouterConfig,
): Promise<void> {
  const origin = [...(isProduction ? [] : SANDBOX_ORIGINS), ...corsOrigins];
  if (origin.length === 0) return;
  if (!isProduction) allowPrivateNetwork(server, SANDBOX_ORIGINS);
  await server.register(cors, {
    origin,
    methods: ["GET", "POST"],
    exposedHeaders: ["retry-after", "x-request-id"],
  });
}

/** Headers by which a browser asks whether a public page may reach this machine, with those of the answers. */
const PRIVATE_NETWORK_HEADERS = [
  // https://wicg.github.io/private-network-access/
  ["access-control-request-private-network", "access-control-allow-private-network"],
  // Its name in https://wicg.github.io/local-network-access/
  ["access-control-request-local-network", "access-control-allow-local-network"],
] as const;

/** Lets pages of `origins`, which are on the public internet, reach a router on the machine of their visitor. */
function allowPrivateNetwork(server: FastifyInstance, origins: readonly string[]): void {
  server.addHook("onRequest", async ({ method, headers }, reply) => {
    if (method !== "OPTIONS" || !origins.includes(headers.origin ?? "")) return;
    for (const [asked, allowed] of PRIVATE_NETWORK_HEADERS) {
      if (headers[asked] === "true") reply.header(allowed, "true");
    }
  });
}
