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
import { CONNECTION_TIMEOUTS, type HttpLimits, USUAL_HTTP_LIMITS } from "./http-limits.ts";
import { addJsonErrors, refuseConnection, replyWithError } from "./json-errors.ts";
import { createTargetCheck, refuseCompression, requireUtf8 } from "./refused-requests.ts";
import { logIfAbandoned, logRequest } from "./request-log.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { announceStreams, listenToAnswers } from "./streamed-answers.ts";

declare module "fastify" {
  interface FastifyInstance {
    readonly drain: Drain;
  }
}

/**
 * The HTTP server that every process is built on: bounded bodies and times, a request id, one log line per request,
 * and JSON errors of GraphQL's shape for what fails before GraphQL.
 */
export function createHttpServer({
  name,
  settings,
  limits = USUAL_HTTP_LIMITS,
  worker,
  rewriteUrl,
}: {
  readonly name: string;
  /** In development, requests for other hosts than this machine are refused. */
  readonly settings: ProcessSettings;
  /** The usual ones where absent. */
  readonly limits?: HttpLimits;
  /** Which of several processes of the name it is; absent where there is one. */
  readonly worker?: number;
  /** Gives the target that a request is routed by; its own where absent. */
  readonly rewriteUrl?: ((request: { url?: string | undefined }) => string) | undefined;
}): FastifyInstance {
  const { maximumBodyBytes, headersTimeoutMs, requestTimeoutMs } = limits;
  const server = Fastify({
    bodyLimit: maximumBodyBytes,
    serverFactory: (answer) =>
      createServer(
        {
          ...CONNECTION_TIMEOUTS,
          headersTimeout: headersTimeoutMs,
          requestTimeout: requestTimeoutMs,
          // We refuse a missing Host ourselves, in JSON.
          requireHostHeader: false,
        },
        answerInTurn(answer),
      ),
    clientErrorHandler: refuseConnection,
    frameworkErrors: replyToBadUrl,
    forceCloseConnections: "idle",
    // A request that still arrives over a connection in use is answered like any other.
    return503OnClosing: false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: findRequestId,
    ...(rewriteUrl === undefined ? {} : { rewriteUrl }),
    logger: {
      stream: createLogStream(settings.logFormat),
      ...buildLoggerOptions({ name, logLevel: settings.logLevel, worker }),
    },
  });
  announceStreams(server);
  server.decorate("drain", createDrain(server, settings.drainMs));
  server.decorateRequest("summary");
  const requirePlainTarget = createTargetCheck();
  const requireAnsweredHost = settings.isProduction ? null : createHostCheck(settings.host);
  server.addHook("onRequest", (request, reply, done) => {
    request.summary = {};
    logIfAbandoned(request, reply);
    if (isLost(request)) {
      reply.hijack();
      request.raw.socket.destroy();
      return;
    }
    reply.header("x-request-id", request.id).headers(SECURITY_HEADERS);
    // Before any answer, Node reads what came along: bytes that are no HTTP are refused as such.
    process.nextTick(() => {
      try {
        requirePlainTarget(request);
        requireAnsweredHost?.(request);
        refuseCompression(request);
        requireUtf8(request);
      } catch (error) {
        return done(error instanceof Error ? error : new Error(String(error)));
      }
      done();
    });
  });
  // GraphQL over HTTP is JSON.
  server.removeContentTypeParser("text/plain");
  listenToAnswers(server, logRequest);
  addJsonErrors(server);
  return server;
}

/** The id a caller gave the request, so that one id follows it through every process; a new one otherwise. */
function findRequestId({ headers }: { headers: Record<string, string | string[] | undefined> }): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Fastify runs no hook for a URL that it cannot decode. */
function replyToBadUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  request.summary = {};
  reply.header("x-request-id", request.id).headers(SECURITY_HEADERS);
  replyWithError(error, request, reply);
  logRequest(request, reply);
}

/** Whether the connection was lost before its request was read. Once asked for, the address of a client stays known. */
function isLost({ raw }: FastifyRequest): boolean {
  return raw.socket.remoteAddress === undefined;
}
