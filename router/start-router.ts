import type { FastifyBaseLogger } from "fastify";
import { findRefusal, IncrementalRule } from "../packages/engine/operation/incremental-rule.ts";
import { findOwner } from "../packages/identity/request-owner.ts";
import { createRemoteAuthenticate } from "../packages/identity/variables.ts";
import { serveGraphql } from "../packages/server/graphql/graphql-endpoint.ts";
import { GRAPHQL_ROUTE } from "../packages/server/graphql/graphql-route.ts";
import { serveHealth } from "../packages/server/http/health.ts";
import { createHttpServer } from "../packages/server/http/http-server.ts";
import { findNetworkPrefix } from "../packages/server/http/network-prefix.ts";
import { limitInFlight } from "../packages/server/overload/limit-in-flight.ts";
import type { RunningProcess } from "../packages/server/process/run-process.ts";
import { startTracing } from "../packages/server/telemetry/start-tracing.ts";
import { watchProcess } from "../packages/server/telemetry/watch-process.ts";
import { createPolicyEvaluation } from "./authorization/policies.ts";
import type { RouterConfig } from "./config.ts";
import { createPersistedQueries } from "./documents/persisted-queries.ts";
import { createSharedDocuments } from "./documents/shared-documents.ts";
import { loadTrustedDocuments } from "./documents/trusted-documents.ts";
import { createUnlistedDocumentsLog } from "./documents/unlisted-documents-log.ts";
import { SANDBOX_ORIGINS } from "./explorer/sandbox-origins.ts";
import { followSupergraph } from "./graph/follow-supergraph.ts";
import { readSupergraph } from "./graph/read-supergraph.ts";
import { createReplaceableGateway } from "./graph/replaceable-gateway.ts";
import { createHeaderForwarding } from "./header-rules/forward-headers.ts";
import { createCostLimit } from "./limits/cost/cost-limit.ts";
import { createPlanningTurns } from "./limits/planning-turns.ts";
import { createRateLimit } from "./limits/rate-limit.ts";
import { createAdmission } from "./request/admit-request.ts";
import { allowOrigins, createSocketOriginCheck } from "./request/allowed-origins.ts";
import { createPathRewriting } from "./request/graphql-path.ts";
import { createRequestPath } from "./request/handle-request.ts";
import { createIdentifyCaller } from "./request/identify-caller.ts";
import type { RouterContext } from "./request/router-context.ts";
import { keepBodyText } from "./request/sent-variables.ts";
import { createClientAddressFinder } from "./request/trusted-proxies.ts";
import { prepareResponses } from "./responses/prepare-responses.ts";
import { refuseUnknownSubgraphs } from "./settings-file/subgraph-settings.ts";
import type { SharedState } from "./shared-state/shared-state.ts";
import { serveSockets } from "./sockets/serve-sockets.ts";
import { createOpenSubscriptions } from "./subscriptions/open-subscriptions.ts";
import { openUpstream } from "./subscriptions/open-upstream.ts";
import { createSubscriptions } from "./subscriptions/subscriptions.ts";
import { addPlanCacheMetrics } from "./telemetry/plan-cache-metrics.ts";
import { addSharedStateMetrics } from "./telemetry/shared-state-metrics.ts";
import { addSubgraphMetrics } from "./telemetry/subgraph-metrics.ts";
import { addSocketMetrics, addSubscriptionMetrics } from "./telemetry/subscription-metrics.ts";
import { addSupergraphMetrics } from "./telemetry/supergraph-metrics.ts";
import { findAvailability } from "./transport/availability.ts";
import { createSubgraphClients } from "./transport/subgraph-clients.ts";
import { warmUp } from "./warm-up.ts";
import type { PrimaryLink } from "./workers/primary-link.ts";

/**
 * Serves the supergraph until it is stopped; the subgraphs need not be up.
 * @param primary what this process has to do with the other workers; null where it serves by itself
 * @throws StartupError when the supergraph or the manifest of trusted documents cannot be read or is not valid
 */
export async function startRouter(config: RouterConfig, primary: PrimaryLink | null): Promise<RunningProcess> {
  const { isProduction } = config;
  const server = createHttpServer({
    name: "router",
    settings: config,
    limits: config.httpLimits,
    rewriteUrl: createPathRewriting(config.graphqlPath),
    ...(primary === null ? {} : { worker: primary.number }),
  });
  keepBodyText(server);
  const supergraphSdl = await readSupergraph(config.supergraphPath);
  const trustedDocuments = await loadTrustedDocuments(config.trustedDocuments);
  const shared = await openSharedState(config, server.log);
  // Before the limit of requests in flight, so that they are in flight until their answers are ready to be sent.
  const responses = prepareResponses(
    server,
    config.responses,
    config.headerRules,
    config.transport.hooks.onSubgraphRequest !== undefined,
    shared?.values ?? null,
  );
  const planning = createPlanningTurns();
  const persistedQueries = createPersistedQueries(
    config.persistedQueryCacheBytes,
    trustedDocuments,
    shared === null ? null : createSharedDocuments(shared.values, shared.readSupergraph),
  );
  const findClientAddress = createClientAddressFinder(config.trustedProxies);
  const countRequest = createRateLimit(config.requestLimits.rate, shared?.shareSpending(primary) ?? primary);
  const authenticate = createRemoteAuthenticate(config.identity, (url, error) =>
    server.log.warn({ url, err: error }, "the key set cannot be fetched"),
  );
  const subscriptions = createSubscriptions({
    limits: config.subscriptionLimits,
    costLimits: config.requestLimits.cost,
    operationTimeoutMs: config.transport.operationTimeoutMs,
    drainMs: config.drainMs,
    openUpstream,
  });
  const identifyCaller = createIdentifyCaller(authenticate, findClientAddress, countRequest);
  const path = createRequestPath({
    identifyCaller,
    countRequest,
    admitRequest: createAdmission(
      config.requestLimits.document,
      trustedDocuments,
      planning,
      persistedQueries.elsewhere,
    ),
    forwardHeaders: createHeaderForwarding(config.headerRules.request, config.environment),
    grantPolicies:
      config.policies === null
        ? null
        : createPolicyEvaluation(config.policies, (policy, error) =>
            server.log.error({ policy, err: error }, "a policy failed, and refuses"),
          ),
    openSubscription: subscriptions.open,
    operationTimeoutMs: config.transport.operationTimeoutMs,
    isProduction,
  });
  const clients = createSubgraphClients(config.transport, server.log);
  const gateway = createReplaceableGateway(supergraphSdl, {
    supergraphPath: config.supergraphPath,
    findSubgraphUrl: config.findSubgraphUrl,
    clients,
    log: server.log,
    adaptEngine: responses.adaptEngine,
    planning,
    execute: path.execute,
    onServed: subscriptions.serve,
  });
  refuseUnknownSubgraphs(config.subgraphsWithSettings, [...gateway.current().clients.keys()]);
  const publicOrigins = isProduction ? [] : SANDBOX_ORIGINS;
  await allowOrigins(server, config.cors, publicOrigins);
  const inFlight = limitInFlight(server, {
    ...config.inFlightLimits,
    send: config.sendLimits,
    // By the network, not the account: accounts cost nothing.
    findCaller: (request) => findNetworkPrefix(findClientAddress(request)),
    isShared: true,
  });
  const registry = watchProcess(server, {
    name: "router",
    settings: config.telemetry,
    inFlight,
    otherErrorCodes: config.errorDisclosure.codes,
    ...(primary === null ? {} : { readMetrics: primary.gatherMetrics }),
  });
  primary?.offerMetrics(registry);
  addSubgraphMetrics(server, registry, () => [...gateway.current().clients.values()]);
  addSubscriptionMetrics(registry, subscriptions);
  if (shared !== null) addSharedStateMetrics(registry, shared);
  addPlanCacheMetrics(registry, () => gateway.current().engine.countPlans());
  await startTracing(server, { name: "router", settings: config.telemetry, begins: true });
  const endpoint = await serveGraphql<RouterContext>(server, {
    graph: { gateway: gateway.gateway, servesSubscriptions: true },
    paths: [GRAPHQL_ROUTE],
    introspection: config.introspection,
    validationRules: [IncrementalRule],
    explainError: findRefusal,
    plugins: config.plugins,
    listeners: [
      createCostLimit(config.requestLimits.cost, (schema) => gateway.findGraph(schema).costRules),
      ...(trustedDocuments === null ? [] : [createUnlistedDocumentsLog(trustedDocuments)]),
      ...persistedQueries.listeners,
      ...responses.listeners,
    ],
    persistedQueries: persistedQueries.settings,
    findOwner,
    errorDisclosure: config.errorDisclosure,
    ...(isProduction ? {} : { otherErrorCodesVariable: "SUBGRAPH_ERROR_CODES" }),
    createContext: path.createContext,
    batchLimit: config.batchLimit,
  });
  const sockets = serveSockets(server, {
    path: config.graphqlPath,
    endpoint,
    inFlight,
    open: createOpenSubscriptions(config.subscriptionLimits),
    isOriginAllowed: createSocketOriginCheck(config.cors, publicOrigins),
    findClientAddress,
    identifyCaller,
    countRequest,
    maximumBytes: config.httpLimits.maximumBodyBytes,
  });
  addSocketMetrics(registry, sockets);
  if (!isProduction) {
    const { serveExplorer } = await import("./explorer/serve-explorer.ts");
    serveExplorer(server, config.explorer, () => gateway.current());
  }
  const followed = followSupergraph(config.supergraphPath, gateway, server.log, (hash) => {
    primary?.tellSupergraph(hash);
    shared?.follow(hash);
  });
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
    async drain() {
      sockets.drain();
      void subscriptions.drain();
      await server.drain.begin();
    },
    async stop() {
      followed.stop();
      subscriptions.close();
      await server.close();
      await endpoint.stop();
      await clients.close();
      shared?.stop();
    },
  };
}

/** Without a server to share by, nothing of it is loaded. */
async function openSharedState({ sharedState }: RouterConfig, log: FastifyBaseLogger): Promise<SharedState | null> {
  if (sharedState === null) return null;
  const { createSharedState } = await import("./shared-state/shared-state.ts");
  return createSharedState(sharedState, log);
}
