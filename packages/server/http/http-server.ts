import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { createLogStream } from "../logging/log-stream.ts";
import { buildLoggerOptions } from "../logging/process-log.ts";
import { createDrain, type Drain } from "../process/drain.ts";
import type { ProcessSettings } from "../process/process-settings.ts";
import { answerInTurn } from "./answer-in-turn.ts";
import { createHostCheck } from "./answered-hosts.ts";
import {
  addJsonErrors,
  refuseCompression,
  refuseConnection,
  replyWithError,
  requirePlainTarget,
  requireUtf8,
} from "./json-errors.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** Longer than common load balancers keep theirs, so that they, not we, close an idle connection. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** How often Node looks for slow senders: with its 30 s they would have thrice the time they are given. */
const TIMEOUT_CHECK_INTERVAL_MS = 500;

/** What one request may take of a server. */
export interface HttpLimits {
  readonly maximumBodyBytes: number;
  /** From the connection, or the end of the request before, to the end of the headers; 0 is no limit. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to its last; 0 is no limit. */
  readonly requestTimeoutMs: number;
}

/** Room for any operation that a client writes, with its variables; slow senders are cut off. */
export const USUAL_HTTP_LIMITS: HttpLimits = {
  maximumBodyBytes: 256 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
};

/** What the access log says of a request beyond HTTP; filled in by whoever learns it. */
export interface RequestSummary {
  operationName?: string;
  isMutation?: true;
  callerId?: string;
  /** `extensions.code` of the answer's errors. */
  errorCodes?: string[];
  /** What asking each subgraph has taken, by name. */
  subgraphs?: Record<string, SubgraphTiming>;
  /** The id of the request whose execution this one shared: subgraphs know that id alone. */
  sharedWith?: string;
  /** Whether the answer had been kept from an earlier request. */
  isCached?: boolean;
  /** Whether there was nothing to tell: a question that is asked again and again. */
  isIdle?: boolean;
}

/** The fetches from one subgraph for one request. */
export interface SubgraphTiming {
  fetches: number;
  /** Of all of them together, though some may have gone on at once; retries and waits included. */
  milliseconds: number;
}

declare module "fastify" {
  interface FastifyRequest {
    summary: RequestSummary;
  }
  interface FastifyInstance {
    readonly drain: Drain;
  }
}

export interface HttpServerOptions {
  /** The process's name in its log lines. */
  readonly name: string;
  /** In development, requests for other hosts than this machine are refused. */
  readonly settings: ProcessSettings;
  /** The usual ones where absent. */
  readonly limits?: Partial<HttpLimits>;
  /** Which of several processes of the name it is; absent where there is one. */
  readonly worker?: number;
}

/**
 * The HTTP server that every process is built on: bounded bodies and times, a request id, one log line per request,
 * and JSON errors of GraphQL's shape for whatever fails before GraphQL.
 */
export function createHttpServer({ name, settings, limits, worker }: HttpServerOptions): FastifyInstance {
  const { maximumBodyBytes, headersTimeoutMs, requestTimeoutMs } = { ...USUAL_HTTP_LIMITS, ...limits };
  const server = Fastify({
    bodyLimit: maximumBodyBytes,
    serverFactory: (answer) =>
      createServer(
        {
          keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
          headersTimeout: headersTimeoutMs,
          requestTimeout: requestTimeoutMs,
          connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
          // We refuse a missing Host ourselves, in JSON.
          requireHostHeader: false,
        },
        answerInTurn(answer),
      ),
    clientErrorHandler: refuseConnection,
    frameworkErrors: replyToBadUrl,
    forceCloseConnections: "idle",
    // What still arrives over a connection that is in use is answered like everything else.
    return503OnClosing: false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: findRequestId,
    logger: {
      stream: createLogStream(settings.logFormat),
      ...buildLoggerOptions({ name, logLevel: settings.logLevel, worker }),
    },
  });
  server.decorate("drain", createDrain(server, settings.drainMs));
  server.decorateRequest("summary");
  const requireAnsweredHost = settings.isProduction ? null : createHostCheck(settings.host);
  server.addHook("onRequest", async (request, reply) => {
    request.summary = {};
    logIfAbandoned(request, reply);
    if (isLost(request)) {
      reply.hijack();
      request.raw.socket.destroy();
      return;
    }
    reply.header("x-request-id", request.id).headers(SECURITY_HEADERS);
    requirePlainTarget(request);
    requireAnsweredHost?.(request);
    refuseCompression(request);
    requireUtf8(request);
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
  // No hook runs for such a request.
  request.summary = {};
  reply.header("x-request-id", request.id).headers(SECURITY_HEADERS);
  replyWithError(error, request, reply);
  logRequest(request, reply);
}

/**
 * Whether the connection was lost before its request was read: then the system does not know its address any more. An
 * address that has been asked for once stays known.
 */
function isLost({ raw }: FastifyRequest): boolean {
  return raw.socket.remoteAddress === undefined;
}

/** Fastify tells of no response whose connection closes first: its client has left, or has been cut off. */
function logIfAbandoned(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once("close", () => {
    if (reply.raw.writableFinished || reply.raw.errored) return;
    writeLine(request, reply, {}, "a request was abandoned");
  });
}

function logRequest(request: FastifyRequest, reply: FastifyReply): void {
  writeLine(request, reply, { status: reply.statusCode }, "request");
}

function writeLine(request: FastifyRequest, reply: FastifyReply, outcome: object, message: string): void {
  const [path] = request.url.split("?", 1);
  const isProbe = path?.startsWith("/health/") || (path === "/metrics" && reply.statusCode === 200);
  const isRoutine = isProbe || request.summary.isIdle === true;
  const level = isRoutine ? "debug" : "info";
  request.log[level](
    {
      method: request.method,
      path,
      ...outcome,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      ...request.summary,
    },
    message,
  );
}
