import { readFile } from "node:fs/promises";
import type { BaseContext } from "@apollo/server";
import { buildSubgraphSchema } from "@apollo/subgraph";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import { type GraphQLSchema, parse } from "graphql";
import type { Registry } from "prom-client";
import type { Authenticate } from "../../packages/identity/authenticate.ts";
import type { MaybeCaller } from "../../packages/identity/caller.ts";
import { createRemoteAuthenticate } from "../../packages/identity/variables.ts";
import { type GraphqlEndpoint, serveGraphql } from "../../packages/server/graphql/graphql-endpoint.ts";
import { GRAPHQL_ROUTE } from "../../packages/server/graphql/graphql-route.ts";
import type { RequestListener } from "../../packages/server/graphql/request-listener.ts";
import { findClientAddress } from "../../packages/server/http/client-address.ts";
import { readHeaderValues } from "../../packages/server/http/header-values.ts";
import { serveHealth } from "../../packages/server/http/health.ts";
import { SUBGRAPH_HTTP_LIMITS } from "../../packages/server/http/http-limits.ts";
import { createHttpServer } from "../../packages/server/http/http-server.ts";
import { findNetworkPrefix } from "../../packages/server/http/network-prefix.ts";
import { limitInFlight } from "../../packages/server/overload/limit-in-flight.ts";
import type { RunningProcess } from "../../packages/server/process/run-process.ts";
import { createRequestVerifier } from "../../packages/server/router-auth/verify-request.ts";
import { startTracing } from "../../packages/server/telemetry/start-tracing.ts";
import { watchProcess } from "../../packages/server/telemetry/watch-process.ts";
import { enforceAccessRules } from "./access-enforcement.ts";
import type { SubgraphConfig } from "./config.ts";
import type { SubgraphContext } from "./context.ts";
import { createDatabaseCheck } from "./database/database-check.ts";
import { logStatements, type SubgraphDatabase } from "./database/prisma-client.ts";
import { explainDatabaseError } from "./database/prisma-errors.ts";
import { findCursor } from "./event-log/cursor.ts";
import { followDeadlines } from "./request-deadline.ts";
import { guardRoutes, requireProvenCaller } from "./router-guard.ts";
import { createStatementReport, reportEvent } from "./statement-report.ts";
import { boundStreams } from "./subscription-streams.ts";
import { limitTexts, type TextLimits } from "./text-limits.ts";
import { watchStatements } from "./watch-statements.ts";

export interface SubgraphDefinition<Context extends SubgraphContext> {
  readonly config: SubgraphConfig;
  /** The subgraph's Federation 2 SDL. */
  readonly schemaFile: URL;
  /** A resolver map. Generated types check it where it is written. */
  readonly resolvers: object;
  /** Limits of the subgraph's own arguments. */
  readonly textLimits: TextLimits;
  /** Adds what the resolvers need for one request, or for one event of a stream, such as loaders. */
  readonly createContext: (base: SubgraphContext) => Context;
  /** The Prisma client of a subgraph with data; closed after the last request. */
  readonly database?: SubgraphDatabase;
  /** Finds callers; where absent, by the key sets of the configuration. */
  readonly authenticate?: Authenticate;
  readonly listeners?: readonly RequestListener<BaseContext>[];
  /** Adds open HTTP routes. */
  readonly addRoutes?: (server: FastifyInstance) => void;
  /** Adds to the answer of `GET /health/ready`, without deciding it. */
  readonly describeState?: () => Readonly<Record<string, unknown>>;
  /** Adds metrics of its own. */
  readonly addMetrics?: (registry: Registry) => void;
  /** Adds HTTP routes that need the router's signature. */
  readonly addGuardedRoutes?: (guarded: FastifyInstance) => void;
}

/** Serves a subgraph until it is stopped. */
export async function startSubgraph<Context extends SubgraphContext>(
  definition: SubgraphDefinition<Context>,
): Promise<RunningProcess> {
  const { config, database } = definition;
  const server = createHttpServer({
    name: config.name,
    settings: config,
    limits: SUBGRAPH_HTTP_LIMITS,
  });
  const inFlight = limitInFlight(server, {
    maximum: config.maximumInFlight,
    targetMs: Infinity,
    send: config.sendLimits,
    findCaller: (request) => request.summary.callerId ?? findNetworkPrefix(findClientAddress(request)),
    // A subgraph's only client is the router, which shares slots out itself.
    isShared: false,
  });
  const registry = watchProcess(server, { name: config.name, settings: config.telemetry, inFlight });
  await startTracing(server, { name: config.name, settings: config.telemetry, begins: false });
  definition.addMetrics?.(registry);
  watchStatements(server, registry, config.telemetry.slowStatementMs);
  if (database !== undefined) logStatements(database, server.log);
  if (config.routerAuth.secrets.length === 0) {
    server.log.warn("ROUTER_SECRET is not set: this subgraph answers ANYBODY, not its router alone. Development only.");
  }
  const schema = await loadSchema(definition);
  boundStreams(server, schema);
  let endpoint: GraphqlEndpoint | undefined;
  const serveGuarded: FastifyPluginAsync = async (guarded) => {
    guardRoutes(guarded, createRequestVerifier(config.routerAuth));
    followDeadlines(guarded, config.name);
    endpoint = await serveSchema(guarded, schema, definition);
    definition.addGuardedRoutes?.(guarded);
  };
  await server.register(serveGuarded);
  const checkDatabase = database && (await createDatabaseCheck(database, config, server.log));
  serveHealth(server, async () => ({
    ...definition.describeState?.(),
    ...((await checkDatabase?.()) ?? { ready: true }),
  }));
  definition.addRoutes?.(server);
  const url = await server.listen({ host: config.host, port: config.port });
  return {
    url,
    drain: () => server.drain.begin(),
    async stop() {
      await server.close();
      await endpoint?.stop();
      await database?.$disconnect();
    },
  };
}

function serveSchema<Context extends SubgraphContext>(
  guarded: FastifyInstance,
  schema: GraphQLSchema,
  { config, createContext, ...definition }: SubgraphDefinition<Context>,
): Promise<GraphqlEndpoint> {
  const authenticate =
    definition.authenticate ??
    createRemoteAuthenticate([config.identity], (url, error) =>
      guarded.log.warn({ url, err: error }, "the key set cannot be fetched"),
    );
  return serveGraphql<Context>(guarded, {
    graph: {
      schema,
      subscriptions: { createEventContext: createContext, findPosition: findCursor, executeEvent: reportEvent },
    },
    paths: [GRAPHQL_ROUTE],
    introspection: !config.isProduction,
    explainError: explainDatabaseError,
    listeners: [...(definition.listeners ?? []), ...(config.isProduction ? [] : [createStatementReport(guarded)])],
    createContext: (request, base) => {
      const { log, summary } = base;
      const authenticated = authenticate(readHeaderValues(request.raw, "authorization"), (reason) =>
        log.warn({ reason }, "a token was refused"),
      );
      const create = ({ caller }: { readonly caller: MaybeCaller }) => {
        requireProvenCaller(request, caller);
        if (caller !== null) summary.callerId = caller.id;
        const clientAddress = findClientAddress(request);
        const lastEventId = readHeaderValues(request.raw, "last-event-id")?.join(", ") ?? null;
        return createContext({ ...base, caller, clientAddress, lastEventId });
      };
      return authenticated instanceof Promise ? authenticated.then(create) : create(authenticated);
    },
  });
}

async function loadSchema({
  schemaFile,
  resolvers,
  textLimits,
}: Pick<SubgraphDefinition<never>, "schemaFile" | "resolvers" | "textLimits">): Promise<GraphQLSchema> {
  const typeDefs = parse(await readFile(schemaFile, "utf8"));
  // The library's resolver map type knows neither `__resolveReference` nor the generated types.
  const schema = buildSubgraphSchema({ typeDefs, resolvers: resolvers as Record<string, never> });
  limitTexts(schema, textLimits);
  enforceAccessRules(schema);
  return schema;
}
