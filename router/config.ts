import { resolve } from "node:path";
import type { ApolloServerPlugin, BaseContext } from "@apollo/server";
import * as z from "zod";
import { buildIdentitySettings, identityVariables, type TokenProvider } from "../packages/identity/variables.ts";
import { limit } from "../packages/limits/variables.ts";
import type { ErrorDisclosure } from "../packages/server/errors/mask-errors.ts";
import type { BatchLimit } from "../packages/server/graphql/batch.ts";
import { GRAPHQL_ROUTE } from "../packages/server/graphql/graphql-route.ts";
import { type HttpLimits, USUAL_HTTP_LIMITS } from "../packages/server/http/http-limits.ts";
import type { InFlightLimits } from "../packages/server/overload/in-flight-gate.ts";
import {
  chooseMaximumInFlight,
  DEFAULT_IN_FLIGHT,
  inFlightVariables,
} from "../packages/server/overload/limit-in-flight.ts";
import { buildSendLimits, type SendLimits, sendVariables } from "../packages/server/overload/unsent-answers.ts";
import {
  commaSeparated,
  type Environment,
  httpUrl,
  port,
  readEnvironment,
  wholeNumber,
} from "../packages/server/process/environment.ts";
import {
  buildProcessSettings,
  type ProcessSettings,
  processVariables,
} from "../packages/server/process/process-settings.ts";
import { buildRouterAuthSettings, routerAuthVariables } from "../packages/server/router-auth/variables.ts";
import {
  buildTelemetrySettings,
  type TelemetrySettings,
  telemetryVariables,
} from "../packages/server/telemetry/variables.ts";
import type { Policy } from "./authorization/policies.ts";
import type { TrustedDocumentsSettings } from "./documents/trusted-documents.ts";
import { buildTrustedDocumentsSettings, documentsVariables } from "./documents/variables.ts";
import { buildExplorerSettings, type ExplorerSettings, explorerVariables } from "./explorer/variables.ts";
import { type FindSubgraphUrl, subgraphUrlVariable } from "./graph/subgraph-url.ts";
import type { CollectedHeaderRules } from "./header-rules/forward-headers.ts";
import { buildRequestLimits, limitsVariables, type RequestLimits } from "./limits/variables.ts";
import { type CorsSettings, isOrigin } from "./request/allowed-origins.ts";
import { trustedProxiesVariables } from "./request/trusted-proxies.ts";
import { buildResponseSettings, type ResponseSettings, responseVariables } from "./responses/variables.ts";
import { addVariables, refuseUnknownVariables } from "./settings-file/read-settings-file.ts";
import type { RouterSettings } from "./settings-file/router-settings.ts";
import {
  buildErrorDisclosure,
  collectHeaderRules,
  createSignerFinder,
  createTlsFinder,
  saysAuthentication,
} from "./settings-file/subgraph-settings.ts";
import { buildSharedStateSettings, type SharedStateSettings, sharedStateVariables } from "./shared-state/variables.ts";
import { buildSubscriptionLimits, type SubscriptionLimits, subscriptionVariables } from "./subscriptions/variables.ts";
import { buildTransportSettings, type TransportSettings, transportVariables } from "./transport/variables.ts";
import { divideSubscriptions, divideTransport, shareOf } from "./workers/divide-limits.ts";
import { buildWorkersSettings, type WorkersSettings, workersVariables } from "./workers/variables.ts";

/** What the router process is told by its environment. */
export interface RouterConfig extends ProcessSettings {
  readonly port: number;
  readonly workers: WorkersSettings;
  readonly supergraphPath: string;
  readonly transport: TransportSettings;
  readonly errorDisclosure: ErrorDisclosure;
  readonly identity: readonly TokenProvider[];
  readonly headerRules: CollectedHeaderRules;
  readonly subgraphsWithSettings: readonly string[];
  /** What decides about `@policy`; null: nothing does. */
  readonly policies: Readonly<Record<string, Policy>> | null;
  readonly plugins: readonly ApolloServerPlugin<BaseContext>[];
  readonly introspection: boolean;
  readonly graphqlPath: string;
  readonly environment: Environment;
  readonly requestLimits: RequestLimits;
  readonly trustedDocuments: TrustedDocumentsSettings;
  /** Room for persisted queries; 0: none is kept. */
  readonly persistedQueryCacheBytes: number;
  readonly responses: ResponseSettings;
  readonly subscriptionLimits: SubscriptionLimits;
  /** What routers share by; null: they share nothing. */
  readonly sharedState: SharedStateSettings;
  readonly inFlightLimits: InFlightLimits;
  readonly sendLimits: SendLimits;
  readonly httpLimits: HttpLimits;
  readonly telemetry: TelemetrySettings;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Whose pages may call the router from a browser; in development Apollo Sandbox may too. */
  readonly cors: CorsSettings;
  readonly batchLimit: BatchLimit;
  readonly explorer: ExplorerSettings;
  readonly findSubgraphUrl: FindSubgraphUrl;
}

const routerVariables = {
  ...processVariables,
  ...identityVariables,
  ...routerAuthVariables,
  ...workersVariables,
  ...documentsVariables,
  ...trustedProxiesVariables,
  ...inFlightVariables,
  ...sendVariables,
  ...responseVariables,
  ...subscriptionVariables,
  ...sharedStateVariables,
  ...telemetryVariables,
  PORT: port().default(4000),
  SUPERGRAPH_PATH: z.string().default("./supergraph.graphql"),
  // Read before the others: see settings-file/read-settings-file.ts.
  ROUTER_CONFIG: z.string().default(""),
  ...limitsVariables,
  ...transportVariables,
  ...explorerVariables,
  SUBGRAPH_ERROR_CODES: commaSeparated(z.string()).default([]),
  TARGET_LATENCY_MS: limit(500),
  MAX_BATCH_OPERATIONS: wholeNumber(0, 50).default(0),
  // Zero would be a body of nothing.
  MAX_BODY_BYTES: limit(USUAL_HTTP_LIMITS.maximumBodyBytes).transform((value) =>
    Math.min(value, Number.MAX_SAFE_INTEGER),
  ),
  HEADERS_TIMEOUT_MS: wholeNumber(0, 600_000).default(USUAL_HTTP_LIMITS.headersTimeoutMs),
  REQUEST_TIMEOUT_MS: wholeNumber(0, 600_000).default(USUAL_HTTP_LIMITS.requestTimeoutMs),
  CORS_ORIGINS: commaSeparated(
    z.string().refine(isOrigin, {
      error: "must be origins such as https://app.example.com, comma-separated",
    }),
  ).default([]),
};

/**
 * Builds the configuration from the environment, and from the settings of `router.config.ts`, over which it wins.
 * @throws StartupError naming every bad variable, or the missing router secret in production
 */
export function readRouterConfig(processEnvironment: Environment, settings: RouterSettings = {}): RouterConfig {
  refuseUnknownVariables(settings, Object.keys(routerVariables));
  const environment = addVariables(settings, processEnvironment);
  const values = readEnvironment(routerVariables, environment);
  const processSettings = buildProcessSettings(values);
  const { isProduction } = processSettings;
  // Where the settings say how single subgraphs are authenticated to, each is looked at when it is known.
  const routerAuth = buildRouterAuthSettings(values, isProduction && !saysAuthentication(settings));
  return {
    ...processSettings,
    port: values.PORT,
    workers: buildWorkersSettings(values),
    supergraphPath: resolve(values.SUPERGRAPH_PATH),
    transport: {
      ...divideTransport(buildTransportSettings(values, environment), values.WORKERS),
      findSigner: createSignerFinder(settings, routerAuth, environment, isProduction),
      findTls: createTlsFinder(settings),
      hooks: settings,
    },
    errorDisclosure: buildErrorDisclosure(settings, values.SUBGRAPH_ERROR_CODES),
    identity: settings.identityProviders ?? [buildIdentitySettings(values)],
    headerRules: collectHeaderRules(settings),
    subgraphsWithSettings: Object.keys(settings.subgraphs ?? {}),
    policies: settings.policies ?? null,
    plugins: settings.plugins ?? [],
    introspection: settings.introspection ?? !isProduction,
    graphqlPath: settings.path ?? GRAPHQL_ROUTE,
    cors: {
      origins: [...values.CORS_ORIGINS, ...(settings.cors?.origins ?? [])],
      credentials: settings.cors?.credentials ?? false,
    },
    batchLimit: { maximum: values.MAX_BATCH_OPERATIONS, setting: "MAX_BATCH_OPERATIONS" },
    environment,
    trustedProxies: values.TRUSTED_PROXIES,
    inFlightLimits: {
      maximum: shareOf(chooseMaximumInFlight(values.MAX_IN_FLIGHT, DEFAULT_IN_FLIGHT.router), values.WORKERS),
      targetMs: values.TARGET_LATENCY_MS,
    },
    sendLimits: buildSendLimits({
      ...values,
      MAX_UNSENT_BYTES: shareOf(values.MAX_UNSENT_BYTES, values.WORKERS),
    }),
    httpLimits: {
      maximumBodyBytes: values.MAX_BODY_BYTES,
      headersTimeoutMs: values.HEADERS_TIMEOUT_MS,
      requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
    },
    telemetry: buildTelemetrySettings(values, isProduction),
    trustedDocuments: buildTrustedDocumentsSettings(values),
    persistedQueryCacheBytes: values.PERSISTED_QUERY_CACHE_BYTES,
    responses: buildResponseSettings({
      ...values,
      RESPONSE_CACHE_BYTES: shareOf(values.RESPONSE_CACHE_BYTES, values.WORKERS),
    }),
    subscriptionLimits: divideSubscriptions(buildSubscriptionLimits(values), values.WORKERS),
    sharedState: buildSharedStateSettings(values, routerAuth.secrets[0] ?? null),
    requestLimits: buildRequestLimits(values),
    explorer: buildExplorerSettings(values),
    findSubgraphUrl: (name) => readSubgraphUrl(name, environment),
  };
}

function readSubgraphUrl(name: string, environment: Environment): string | undefined {
  const variable = subgraphUrlVariable(name);
  return readEnvironment({ [variable]: httpUrl().optional() }, environment)[variable];
}
