import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { ANONYMOUS } from "../../packages/identity/caller.ts";
import { refuseBadRequest } from "../../packages/server/errors/bad-request.ts";
import { createClientError } from "../../packages/server/errors/error-codes.ts";
import { INTERNAL_ERROR_MESSAGE } from "../../packages/server/errors/mask-errors.ts";
import type { GraphqlEndpoint } from "../../packages/server/graphql/graphql-endpoint.ts";
import { GRAPHQL_ROUTE } from "../../packages/server/graphql/graphql-route.ts";
import type { BatchedReply } from "../../packages/server/graphql/operation-reply.ts";
import { buildErrorBody } from "../../packages/server/http/json-errors.ts";
import { beginStream, noteAnswer } from "../../packages/server/http/streamed-answers.ts";
import type { InFlightCounts } from "../../packages/server/overload/limit-in-flight.ts";
import { traceOperation } from "../../packages/server/telemetry/trace-requests.ts";
import type { IsSocketAllowed } from "../request/allowed-origins.ts";
import type { FindClientAddress } from "../request/trusted-proxies.ts";
import type { OpenSubscriptions } from "../subscriptions/open-subscriptions.ts";
import type { ExecuteOperation } from "./socket-operation.ts";
import { GOING_AWAY, type SessionParts, serveSocket } from "./socket-session.ts";
import { routeUpgrades, SOCKET_PATH } from "./upgrade-requests.ts";

/** What sockets are served with. */
export interface SocketOptions extends Pick<SessionParts, "identifyCaller" | "countRequest"> {
  /** Where they are served, beside the usual path. */
  readonly path: string;
  readonly endpoint: Pick<GraphqlEndpoint, "answer">;
  readonly inFlight: Pick<InFlightCounts, "enter">;
  readonly open: Pick<OpenSubscriptions, "findRefusal" | "add" | "remove">;
  readonly isOriginAllowed: IsSocketAllowed;
  readonly findClientAddress: FindClientAddress;
  /** The largest message, in bytes. */
  readonly maximumBytes: number;
}

/** How long a client may take to agree to the end of its socket. */
const MAXIMUM_CLOSING_MS = 1_000;

const NOTHING_SERVED = buildErrorBody("BAD_REQUEST", "Nothing is served here. Open a WebSocket at /graphql.");

/** Of RFC 6455 §4.1. */
const KEY = /^[+/\dA-Za-z]{22}==$/;

/** Serves WebSockets that speak graphql-transport-ws: each operation passes all stages of a request. */
export function serveSockets(server: FastifyInstance, options: SocketOptions) {
  const { path, endpoint, inFlight, open, isOriginAllowed, maximumBytes } = options;
  const heads = routeUpgrades(server, [GRAPHQL_ROUTE, path]);
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: maximumBytes,
    // A socket without the protocol is closed with a code: browsers tell their pages nothing of a refused upgrade.
    handleProtocols: (offered) => offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL) && GRAPHQL_TRANSPORT_WS_PROTOCOL,
  });
  const sockets = new Map<WebSocket, () => number>();
  let isDraining = false;

  async function execute(
    opening: FastifyReply,
    ...[request, reply, delivery]: Parameters<ExecuteOperation>
  ): Promise<void> {
    const startedAt = performance.now();
    try {
      inFlight.enter(request);
      await endpoint.answer(request, reply, delivery);
    } catch (error) {
      replyWithError(error, request, reply);
    }
    noteAnswer(request, opening, { statusCode: reply.status, elapsedTime: performance.now() - startedAt });
  }

  const parts: Omit<SessionParts, "execute"> = {
    identifyCaller: options.identifyCaller,
    countRequest: options.countRequest,
    admit(owner) {
      if (isDraining || open.findRefusal(owner) !== null) return null;
      open.add(owner);
      return () => open.remove(owner);
    },
    onIdle(socket) {
      if (isDraining) socket.close(GOING_AWAY, "This server stops");
    },
  };

  function accept(request: FastifyRequest, reply: FastifyReply, head: Buffer): void {
    beginStream(request, reply.code(101));
    reply.raw.detachSocket(request.raw.socket);
    const executeTraced: ExecuteOperation = (operation, ...others) =>
      traceOperation(operation, Date.now(), () => execute(reply, operation, ...others));
    webSockets.handleUpgrade(request.raw, request.raw.socket, head, (socket) => {
      if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
        refuseProtocol(socket);
        return;
      }
      sockets.set(socket, serveSocket(socket, request, { ...parts, execute: executeTraced }));
      socket.once("close", () => sockets.delete(socket));
    });
  }

  server.get(SOCKET_PATH, (request, reply) => {
    const head = heads.get(request.raw);
    if (head === undefined) return reply.code(404).send(NOTHING_SERVED);
    requireOpening(request);
    if (!isOriginAllowed(request.headers.origin, request.headers.host)) throw FOREIGN_ORIGIN;
    options.countRequest(ANONYMOUS, options.findClientAddress(request));
    accept(request, reply, head);
    return reply;
  });
  server.addHook("preClose", (done) => {
    for (const socket of sockets.keys()) endSocket(socket);
    done();
  });

  return {
    count: () => sockets.size,
    /** Ends each socket once no operation is under way over it. */
    drain(): void {
      isDraining = true;
      for (const [socket, countOperations] of sockets) if (countOperations() === 0) endSocket(socket);
    },
  };
}

function refuseProtocol(socket: WebSocket): void {
  // One that fails closes by itself.
  socket.on("error", () => undefined);
  endSocket(socket, CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable");
}

function endSocket(socket: WebSocket, code: number = GOING_AWAY, reason = "This server stops"): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), MAXIMUM_CLOSING_MS).unref();
}

/** @throws BAD_REQUEST, HTTP 400, for an upgrade that is not complete (RFC 6455 §4.2.1) */
function requireOpening({ headers }: FastifyRequest): void {
  const isWhole = headers["sec-websocket-version"] === "13" && KEY.test(headers["sec-websocket-key"] ?? "");
  if (!isWhole) throw refuseBadRequest("BAD_REQUEST", "A WebSocket needs Sec-WebSocket-Version 13, and a valid key.");
}

const FOREIGN_ORIGIN = createClientError(
  "FORBIDDEN",
  "Pages of this origin may not open a WebSocket here. The router's CORS_ORIGINS lists those that may.",
  { extensions: { http: { status: 403 } } },
);

/** Answers an operation that failed before GraphQL. */
function replyWithError(error: unknown, { log }: FastifyRequest, reply: BatchedReply): void {
  const isRefusal = error instanceof GraphQLError && error.extensions.code === "SERVICE_UNAVAILABLE";
  if (!isRefusal) log.error({ err: error }, "an operation failed unexpectedly");
  reply.code(isRefusal ? 503 : 500);
  const body = isRefusal
    ? buildErrorBody("SERVICE_UNAVAILABLE", error.message)
    : buildErrorBody("INTERNAL_SERVER_ERROR", INTERNAL_ERROR_MESSAGE);
  reply.send(JSON.stringify(body));
}
