import { randomUUID } from "node:crypto";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { addJsonErrors, refuseConnection, replyWithError, requirePlainTarget } from "./json-errors.ts";

/** Room for any operation that a client writes, with its variables. */
const USUAL_MAXIMUM_BODY_BYTES = 256 * 1024;
/** From the first byte of a request to its last: slow senders are cut off. */
const REQUEST_TIMEOUT_MS = 15_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than common load balancers keep theirs, so that they, not we, close an idle connection. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** What the access log says of a request beyond HTTP; filled in by whoever learns it. */
export interface RequestSummary {
  operationName?: string;
  callerId?: string;
  /** `extensions.code` of the answer's errors. */
  errorCodes?: string[];
}

declare module "fastify" {
  interface FastifyRequest {
    summary: RequestSummary;
  }
}

export interface HttpServerOptions {
  /** The process's name in its log lines. */
  readonly name: string;
  readonly logLevel: string;
  /** What a request's body may have; for operations that clients write when absent. */
  readonly maximumBodyBytes?: number;
}

/**
 * The HTTP server that every process is built on: bounded bodies and times, a request id, one log line per request,
 * and JSON errors of GraphQL's shape for whatever fails before GraphQL.
 */
export function createHttpServer({
  name,
  logLevel,
  maximumBodyBytes = USUAL_MAXIMUM_BODY_BYTES,
}: HttpServerOptions): FastifyInstance {
  const server = Fastify({
    bodyLimit: maximumBodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // We refuse a missing Host ourselves, in JSON.
    http: { headersTimeout: HEADERS_TIMEOUT_MS, requireHostHeader: false },
    clientErrorHandler: refuseConnection,
    frameworkErrors: replyToBadUrl,
    forceCloseConnections: "idle",
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: findRequestId,
    logger: {
      level: logLevel,
      base: { service: name },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
  });
  server.decorateRequest("summary");
  server.addHook("onRequest", async (request, reply) => {
    request.summary = {};
    reply.header("x-request-id", request.id);
    requirePlainTarget(request);
  });
  // GraphQL over HTTP is JSON.
  server.removeContentTypeParser("text/plain");
  server.addHook("onResponse", async (request, reply) => logRequest(request, reply));
  addJsonErrors(server);
  return server;
}

/** The id a caller gave the request, so that one id follows it through every process; a new one otherwise. */
function findRequestId({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Fastify answers a URL that it cannot decode without running a hook. */
function replyToBadUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  reply.header("x-request-id", request.id);
  replyWithError(error, request, reply);
  logRequest(request, reply);
}

function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  const [path] = request.url.split("?", 1);
  const level = path?.startsWith("/health/") ? "debug" : "info";
  request.log[level](
    {
      method: request.method,
      path,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      ...request.summary,
    },
    "request",
  );
}
