import { ApolloServer, type ApolloServerOptionsWithGateway, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphQLError, type GraphQLSchema } from "graphql";
import type { RequestSummary } from "../http/http-server.ts";
import { UNREAD_MESSAGE } from "../overload/limit-unsent.ts";
import { createDocumentStore } from "./document-store.ts";
import { createClientError, ERROR_CODES, type ErrorCode, toPublicError } from "../errors/error-codes.ts";
import { createGraphqlHandler } from "./graphql-handler.ts";
import type { OperationParameters } from "./operation-parameters.ts";
import { createRateLimitStatus } from "./rate-limit-status.ts";
import { combineListeners, type RequestListener } from "./request-listener.ts";
import { createShortRefusals, MAXIMUM_REFUSAL_ERRORS } from "./short-refusals.ts";
import { createUnsupportedOperations } from "./unsupported-operations.ts";
import { stringifyResult } from "./written-data.ts";

const MAXIMUM_LOGGED_NAME_LENGTH = 256;

/** What every GraphQL context holds, whatever else a process adds. */
export interface EndpointContext {
  readonly requestId: string;
  /** Writes lines that carry the request id. */
  readonly log: FastifyBaseLogger;
  readonly summary: RequestSummary;
}

/** Where documents are that clients name by a hash in place of sending them; false: nowhere. */
export type PersistedQuerySettings = NonNullable<ApolloServerOptionsWithGateway<never>["persistedQueries"]>;

/** What differs between our GraphQL endpoints. */
export interface EndpointOptions<Context extends EndpointContext> {
  /** The schema, or the gateway that provides one. */
  readonly graph:
    | { readonly schema: GraphQLSchema }
    | Pick<ApolloServerOptionsWithGateway<Context>, "gateway">;
  /** Runs before anything of the request is parsed; what it throws is the answer. */
  readonly createContext: (
    request: FastifyRequest,
    base: EndpointContext,
    parameters: OperationParameters,
    reply: FastifyReply,
  ) => Promise<Context>;
  /** Production hides the schema: no introspection, no suggestions in validation errors. */
  readonly isProduction: boolean;
  /** What takes part in each request beside the request log. */
  readonly listeners?: readonly RequestListener<Context>[];
  /** What clients sent along with their hashes, in some 30 MB, where absent. */
  readonly persistedQueries?: PersistedQuerySettings;
  /** Whose documents share the room for parsed ones in equal parts; they are all one client's where absent. */
  readonly findOwner?: (context: Context) => string;
  /** Where the endpoint is served. */
  readonly paths: readonly string[];
  /** Codes beside our own whose messages were written for clients. */
  readonly otherErrorCodes?: ReadonlySet<string>;
  /** The variable that lists them. Where it is given, the log names it beside each message that was masked. */
  readonly otherErrorCodesVariable?: string;
  /** What clients are told of an error that was not written for them; null: the fixed sentence. It is logged either way. */
  readonly explainError?: ExplainError;
}

type ExplainError = (error: unknown) => GraphQLError | null;

/**
 * Serves GraphQL over HTTP with Apollo Server at `paths` of `server`. Nothing is reported to anybody, and of an
 * unexpected error the client learns a fixed sentence and the log everything.
 * @returns the started Apollo Server; stop it to drain
 */
export async function serveGraphql<Context extends EndpointContext>(
  server: FastifyInstance,
  options: EndpointOptions<Context>,
): Promise<ApolloServer<Context>> {
  const otherCodes = options.otherErrorCodes ?? new Set<string>();
  const explainError = options.explainError ?? (() => null);
  const documents = createDocumentStore(options.findOwner ?? (() => ""));
  const logIfUnexpected = createErrorLog(otherCodes, options.otherErrorCodesVariable ?? null);
  const apolloServer = new ApolloServer<Context>({
    ...options.graph,
    introspection: !options.isProduction,
    hideSchemaDetailsFromClientErrors: options.isProduction,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    ...(options.persistedQueries === undefined ? {} : { persistedQueries: options.persistedQueries }),
    validationOptions: { maxErrors: MAXIMUM_REFUSAL_ERRORS },
    logger: server.log,
    formatError: (error, thrown) => {
      const explanation = explainError(findOriginal(thrown))?.toJSON() ?? {};
      return toPublicError({ ...error, ...explanation }, otherCodes);
    },
    stringifyResult,
    documentStore: documents.store,
    plugins: [
      await createCacheControl(options.graph),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      combineListeners<Context>([
        // The first one, because the others may refuse the operation.
        documents.listener,
        createRequestLog<Context>(logIfUnexpected, explainError),
        createUnsupportedOperations<Context>(),
        createRateLimitStatus(),
        ...(options.listeners ?? []),
        // The last one, because the others may make an answer a refusal.
        createShortRefusals(),
      ]),
    ],
  });
  await apolloServer.start();
  const handler = createGraphqlHandler(apolloServer, async (request, parameters, reply) => {
    const { id: requestId, log, summary } = request;
    try {
      const context = await options.createContext(request, { requestId, log, summary }, parameters, reply);
      requireRoom(request);
      return context;
    } catch (error) {
      // Of what is refused this early no plugin hears.
      summary.errorCodes = [findCode(error as Partial<GraphQLError>)];
      logIfUnexpected(error as GraphQLError, log);
      throw error;
    }
  });
  for (const url of options.paths) {
    server.route({ method: ["GET", "POST"], url, handler, exposeHeadRoute: false });
  }
  return apolloServer;
}

/** Refuses to execute for a caller who has not read what was executed before. */
function requireRoom(request: FastifyRequest): void {
  if (request.server.unsentAnswers?.findRoom(request) !== false) return;
  const http = {
    status: 503,
    headers: new Map([
      ["retry-after", "1"],
      ["connection", "close"],
    ]),
  };
  throw createClientError("SERVICE_UNAVAILABLE", UNREAD_MESSAGE, { extensions: { http } });
}

/**
 * Lets a schema that has `@cacheControl` tell with each answer how long it is good; others answer what nobody may keep,
 * and working that out would cost time.
 */
async function createCacheControl(graph: EndpointOptions<never>["graph"]): Promise<ApolloServerPlugin> {
  const isUsed = "schema" in graph && graph.schema.getDirective("cacheControl");
  if (!isUsed) return ApolloServerPluginCacheControlDisabled();
  const { ApolloServerPluginCacheControl } = await import("@apollo/server/plugin/cacheControl");
  return ApolloServerPluginCacheControl({ calculateHttpHeaders: "if-cacheable" });
}

/** Tells the access log what was asked and how it went, and the error log what the client is not told. */
function createRequestLog<Context extends EndpointContext>(
  logIfUnexpected: LogError,
  explainError: ExplainError,
): RequestListener<Context> {
  return {
    didResolveOperation({ operation, operationName, contextValue }) {
      if (operation?.operation === "mutation") contextValue.summary.isMutation = true;
      if (operationName !== null) {
        contextValue.summary.operationName = operationName.slice(0, MAXIMUM_LOGGED_NAME_LENGTH);
      }
    },
    didEncounterErrors({ errors, contextValue }) {
      const codes = errors.map((error) => findCode(explainError(findOriginal(error)) ?? error));
      contextValue.summary.errorCodes = [...new Set(codes)];
      for (const error of errors) logIfUnexpected(error, contextValue.log);
    },
  };
}

/** What a resolver threw, in place of what tells where. */
function findOriginal(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

function findCode(error: Partial<GraphQLError>): string {
  // What a gateway throws of its own is a plain error, whatever the types say.
  const code = error.extensions?.code;
  return typeof code === "string" ? code : "INTERNAL_SERVER_ERROR";
}

/** Clients are told what to do about these, and we have something to look into. */
const LOGGED_CODES: ReadonlySet<string> = new Set<ErrorCode>(["QUERY_PLANNING_FAILED"]);

type LogError = (error: GraphQLError, log: FastifyBaseLogger) => void;

/** @param variable lists `otherCodes`; null where the log is not to name it */
function createErrorLog(otherCodes: ReadonlySet<string>, variable: string | null): LogError {
  return (error, log) => {
    const code = findCode(error);
    const isExpected = Object.hasOwn(ERROR_CODES, code) || otherCodes.has(code);
    if (isExpected && !LOGGED_CODES.has(code)) return;
    const hint = isExpected || variable === null ? {} : { hint: explainMask(error, variable) };
    log.error(
      { err: error.originalError ?? error, path: error.path, code, ...hint },
      "an operation failed unexpectedly",
    );
  };
}

/** An error without a code of its own, or with everybody's, needs one first. */
function explainMask(error: GraphQLError, variable: string): string {
  const code = findCode(error);
  const mend =
    code === "INTERNAL_SERVER_ERROR"
      ? `give the error an extensions.code of its own, and list that in ${variable}`
      : `list ${code} in ${variable}`;
  return `The client was not told this message. If it is meant for clients, ${mend}.`;
}
