import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
  type BaseContext,
} from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { GraphQLError, GraphQLFormattedError, GraphQLSchema, ValidationRule } from "graphql";
import { type ErrorDisclosure, toPublicError, USUAL_DISCLOSURE } from "../errors/mask-errors.ts";
import type { RequestSummary } from "../http/request-log.ts";
import { requireRoom } from "../overload/limit-unsent.ts";
import { type BatchLimit, findBatchRefusal } from "./batch.ts";
import { CSRF_PREVENTION } from "./csrf-prevention.ts";
import { createDocumentStore } from "./document-store.ts";
import type { EndpointContext, MaskErrors } from "./endpoint-context.ts";
import { createErrorLog, findErrorCode, findOriginal, type LogIfUnexpected } from "./error-log.ts";
import { createSchemaGateway, type ExecutableGateway } from "./execution-request.ts";
import { type AnswerOperation, createGraphqlHandler } from "./graphql-handler.ts";
import { chooseIntrospection } from "./introspection.ts";
import { createKnownOperations } from "./known-operations.ts";
import type { SubscriptionSource } from "./open-subscription.ts";
import type { OperationParameters } from "./operation-parameters.ts";
import type { OperationReply } from "./operation-reply.ts";
import { createRateLimitStatus } from "./rate-limit-status.ts";
import { combineListeners, createListenerPlugin, type RequestListener } from "./request-listener.ts";
import { createShortRefusals, MAXIMUM_REFUSAL_ERRORS } from "./short-refusals.ts";
import { createUnsupportedOperations } from "./unsupported-operations.ts";
import { stringifyResult } from "./written-data.ts";

const MAXIMUM_LOGGED_NAME_LENGTH = 256;

/** Where documents are found that clients name by a hash; false: nowhere. */
export type PersistedQuerySettings = NonNullable<ApolloServerOptionsWithGateway<never>["persistedQueries"]>;

/** What differs between our GraphQL endpoints. */
export interface EndpointOptions<Context extends EndpointContext> {
  /** The schema, or the gateway that provides one. */
  readonly graph:
    | { readonly schema: GraphQLSchema; readonly subscriptions?: SubscriptionSource<Context> }
    | { readonly gateway: ExecutableGateway; readonly servesSubscriptions?: boolean };
  /** Runs before anything of the operation is parsed; what it throws is the answer. */
  readonly createContext: (
    request: FastifyRequest,
    base: EndpointContext,
    parameters: OperationParameters,
    reply: OperationReply,
  ) => Context | Promise<Context>;
  /** Where absent, Apollo Server refuses arrays of operations. */
  readonly batchLimit?: BatchLimit;
  /** Besides GraphQL's own. All their errors have one code, unless `explainError` gives another. */
  readonly validationRules?: readonly ValidationRule[];
  /** Whether clients may introspect the schema, and get suggestions in validation errors. */
  readonly introspection: boolean;
  /** Plugins of Apollo Server beside ours. With any, every request takes Apollo Server's own way. */
  readonly plugins?: readonly ApolloServerPlugin<BaseContext>[];
  /** Heard in each request, after the request log. */
  readonly listeners?: readonly RequestListener<Context>[];
  /** Where absent: what clients sent along with their hashes, in some 30 MB. */
  readonly persistedQueries?: PersistedQuerySettings;
  /** Owners have equal parts of the room for parsed documents. Where absent, all documents have one owner. */
  readonly findOwner?: (context: Context) => string;
  readonly paths: readonly string[];
  /** What clients are told of errors; where absent, the catalogue alone decides. */
  readonly errorDisclosure?: ErrorDisclosure;
  /** The variable that lists further codes. Where given, the log names it beside each masked message. */
  readonly otherErrorCodesVariable?: string;
  /** The error that clients get in place of one not written for them; null: the fixed sentence. Both are logged. */
  readonly explainError?: ExplainError;
}

type ExplainError = (error: unknown) => GraphQLError | null;

/** A served endpoint. */
export interface GraphqlEndpoint {
  /** Answers an operation that did not come by itself in an HTTP request. */
  readonly answer: AnswerOperation;
  /** Stops Apollo Server. */
  stop(): Promise<void>;
}

/**
 * Serves GraphQL over HTTP with Apollo Server at `paths` of `server`. Nothing is reported to Apollo. For an unexpected
 * error, the client gets a fixed sentence and the log gets everything.
 */
export async function serveGraphql<Context extends EndpointContext>(
  server: FastifyInstance,
  options: EndpointOptions<Context>,
): Promise<GraphqlEndpoint> {
  const told = options.errorDisclosure ?? USUAL_DISCLOSURE;
  const plugins = options.plugins ?? [];
  const explainError = options.explainError ?? (() => null);
  const documents = createDocumentStore(options.findOwner ?? (() => ""));
  const logIfUnexpected = createErrorLog(told, options.otherErrorCodesVariable ?? null);
  const { graph } = options;
  const gateway = "schema" in graph ? createSchemaGateway(graph.schema, graph.subscriptions) : graph.gateway;
  const noteErrors = createErrorNotes(logIfUnexpected, explainError);
  const listener = combineListeners<Context>([
    // The first one, because the others may refuse the operation.
    documents.listener,
    createRequestLog<Context>(noteErrors),
    createUnsupportedOperations(servesSubscriptions(graph)),
    createRateLimitStatus(),
    ...(options.listeners ?? []),
    // The last one, because the others may make an answer a refusal.
    createShortRefusals(),
  ]);
  const formatError = (error: GraphQLFormattedError, thrown: unknown) => {
    const explanation = explainError(findOriginal(thrown))?.toJSON() ?? {};
    return toPublicError({ ...error, ...explanation }, told);
  };
  const maskErrors: MaskErrors = (errors, context) => {
    noteErrors(errors, context);
    return errors.map((error) => formatError(error.toJSON(), error));
  };
  const known = createKnownOperations(gateway, documents, listener, formatError);
  const apolloServer = new ApolloServer<Context>({
    gateway: known.gateway,
    csrfPrevention: CSRF_PREVENTION,
    ...chooseIntrospection(options.introspection),
    validationRules: [...(options.validationRules ?? [])],
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    ...(options.persistedQueries === undefined ? {} : { persistedQueries: options.persistedQueries }),
    validationOptions: { maxErrors: MAXIMUM_REFUSAL_ERRORS },
    logger: server.log,
    formatError,
    stringifyResult,
    documentStore: documents.store,
    plugins: [
      await createCacheControl(options.graph),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      createListenerPlugin(known.listener),
      ...plugins,
    ],
  });
  await apolloServer.start();
  const batchLimit = options.batchLimit ?? null;
  const { handle: handler, answer } = createGraphqlHandler(
    apolloServer,
    plugins.length > 0 || usesCacheControl(graph) ? null : known.execute,
    async (request, parameters, reply, delivery) => {
      const { id: requestId, log, summary } = request;
      const base = { requestId, log, summary, delivery, maskErrors };
      try {
        const made = options.createContext(request, base, parameters, reply);
        const context = made instanceof Promise ? await made : made;
        requireRoom(request);
        const refusal = batchLimit === null ? null : findBatchRefusal(request.body, batchLimit);
        if (refusal !== null) throw refusal;
        return context;
      } catch (error) {
        // Plugins do not hear of a request that is refused this early.
        noteErrorCodes(summary, [findErrorCode(error as Partial<GraphQLError>)]);
        logIfUnexpected(error as GraphQLError, log);
        throw error;
      }
    },
    batchLimit,
  );
  for (const url of options.paths) {
    server.route({ method: ["GET", "POST"], url, handler, exposeHeadRoute: false });
  }
  return { answer, stop: () => apolloServer.stop() };
}

function servesSubscriptions<Context extends EndpointContext>(graph: EndpointOptions<Context>["graph"]): boolean {
  return "schema" in graph ? graph.subscriptions !== undefined : graph.servesSubscriptions === true;
}

/** Says how long each answer may be kept where the schema has `@cacheControl`; elsewhere that would only cost time. */
async function createCacheControl<Context extends EndpointContext>(
  graph: EndpointOptions<Context>["graph"],
): Promise<ApolloServerPlugin> {
  if (!usesCacheControl(graph)) return ApolloServerPluginCacheControlDisabled();
  const { ApolloServerPluginCacheControl } = await import("@apollo/server/plugin/cacheControl");
  return ApolloServerPluginCacheControl({ calculateHttpHeaders: "if-cacheable" });
}

function usesCacheControl<Context extends EndpointContext>(graph: EndpointOptions<Context>["graph"]): boolean {
  return "schema" in graph && Boolean(graph.schema.getDirective("cacheControl"));
}

/** The operations of a batch have one summary. */
function noteErrorCodes(summary: RequestSummary, codes: readonly string[]): void {
  summary.errorCodes = [...new Set([...(summary.errorCodes ?? []), ...codes])];
}

/** Writes the operation and its outcome to the access log. */
function createRequestLog<Context extends EndpointContext>(noteErrors: NoteErrors): RequestListener<Context> {
  return {
    didResolveOperation({ operation, operationName, contextValue }) {
      if (operation?.operation === "mutation") contextValue.summary.isMutation = true;
      if (operationName !== null) {
        const { operationName: before } = contextValue.summary;
        const names = before === undefined ? operationName : `${before}, ${operationName}`;
        contextValue.summary.operationName = names.slice(0, MAXIMUM_LOGGED_NAME_LENGTH);
      }
    },
    didEncounterErrors({ errors, contextValue }) {
      noteErrors(errors, contextValue);
    },
  };
}

/** Writes the codes of errors to the access log, and to the error log what the client is not told. */
type NoteErrors = (errors: readonly GraphQLError[], context: Pick<EndpointContext, "log" | "summary">) => void;

function createErrorNotes(logIfUnexpected: LogIfUnexpected, explainError: ExplainError): NoteErrors {
  return (errors, { log, summary }) => {
    const codes = errors.map((error) => findErrorCode(explainError(findOriginal(error)) ?? error));
    noteErrorCodes(summary, codes);
    for (const error of errors) logIfUnexpected(error, log);
  };
}
