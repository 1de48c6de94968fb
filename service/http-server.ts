import { randomUUID } from "node:crypto";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from "fastify";
import { type ErrorCode, INTERNAL_ERROR_MESSAGE } from "./error-codes.ts";

const MAXIMUM_BODY_BYTES = 256 * 1024;
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
}

/**
 * The HTTP server that every process is built on: bounded bodies and times, a request id, one log line per request,
 * and JSON errors of GraphQL's shape for whatever fails before GraphQL.
 */
export function createHttpServer({ name, logLevel }: HttpServerOptions): FastifyInstance {
  const server = Fastify({
    bodyLimit: MAXIMUM_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
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
  });
  addAccessLog(server);
  addJsonErrors(server);
  return server;
}

/** The id a caller gave the request, so that one id follows it through every process; a new one otherwise. */
function findRequestId({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}

function addAccessLog(server: FastifyInstance): void {
  server.addHook("onResponse", async (request, reply) => {
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
  });
}

function addJsonErrors(server: FastifyInstance): void {
  server.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .send(
        buildErrorBody("BAD_REQUEST", `Nothing is served at ${request.method} here; GraphQL is at /graphql.`),
      ),
  );
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) return replyWithDefect(error, request, reply);
    return reply.code(status).send(buildErrorBody("BAD_REQUEST", error.message));
  });
}

function replyWithDefect(
  error: FastifyError,
  request: FastifyRequest,
  reply: { code(status: number): { send(body: unknown): unknown } },
): unknown {
  request.log.error({ error }, "a request failed unexpectedly");
  return reply.code(500).send(buildErrorBody("INTERNAL_SERVER_ERROR", INTERNAL_ERROR_MESSAGE));
}

function buildErrorBody(code: ErrorCode | "INTERNAL_SERVER_ERROR", message: string): object {
  return { errors: [{ message, extensions: { code } }] };
}
