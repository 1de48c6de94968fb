import type { FastifyRequest } from "fastify";
import { GraphQLError } from "graphql";
import { CloseCode, type Message, MessageType, stringifyMessage, validateMessage } from "graphql-ws";
import type { WebSocket } from "ws";
import { findOwner } from "../../packages/identity/request-owner.ts";
import { createClientError } from "../../packages/server/errors/error-codes.ts";
import type { CountRequest } from "../limits/rate-limit.ts";
import type { IdentifyCaller } from "../request/identify-caller.ts";
import { createOutbox } from "./outbox.ts";
import { beginOperation, type ExecuteOperation, type SocketOperation } from "./socket-operation.ts";
import { describeOperationRequest } from "./socket-request.ts";
import { findAuthorization, identifySender, mayReplace, type SocketSender } from "./socket-sender.ts";

/** How long a client may take until it says who it is. */
const MAXIMUM_INIT_WAIT_MS = 3_000;
/** How many operations of one socket may be under way. */
const MAXIMUM_OPERATIONS = 100;

/** Codes of RFC 6455 §7.4.1, beside those of the protocol. */
export const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const INTERNAL_ERROR = 1011;
const TRY_AGAIN_LATER = 1013;

/** What sockets need of the router. */
export interface SessionParts {
  readonly identifyCaller: IdentifyCaller;
  readonly countRequest: CountRequest;
  readonly execute: ExecuteOperation;
  /** Counts a socket for its owner. @returns takes it back; null: the owner has too many */
  readonly admit: (owner: string) => (() => void) | null;
  /** Called when no operation of the socket is under way any more. */
  readonly onIdle: (socket: WebSocket) => void;
}

/**
 * Serves one client over a socket, by the protocol graphql-transport-ws
 * (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). The client says who it is in `connection_init`, or
 * in the headers of `upgrade`. It may send a later token in the payload of a `ping`.
 * @returns the number of operations that are under way
 */
export function serveSocket(socket: WebSocket, upgrade: FastifyRequest, parts: SessionParts): () => number {
  const { log } = upgrade;
  const parseJson = upgrade.server.getDefaultJsonParser("error", "error");
  const outbox = createOutbox(socket, upgrade.server.unsentAnswers);
  /** Those that are under way, by their ids. */
  const operations = new Map<string, SocketOperation>();
  const startedAt = performance.now();
  let hasInit = false;
  let begun = 0;
  /** Null until the client is known. */
  let sender: SocketSender | null = null;
  /** The check of a later token. Operations wait for it. */
  let renewal: Promise<void> | null = null;
  let giveBack = () => {};

  const initTimer = setTimeout(() => {
    socket.close(CloseCode.ConnectionInitialisationTimeout, "Connection initialisation timeout");
  }, MAXIMUM_INIT_WAIT_MS).unref();

  async function initialize(payload: unknown): Promise<void> {
    hasInit = true;
    clearTimeout(initTimer);
    const found = await identifySender(upgrade, payload, parts.identifyCaller);
    parts.countRequest(found.caller, found.clientAddress);
    if (socket.readyState !== socket.OPEN) return;
    const admitted = parts.admit(findOwner(found));
    if (admitted === null) {
      socket.close(TRY_AGAIN_LATER, "Too many connections");
      return;
    }
    giveBack = admitted;
    sender = found;
    outbox.send(stringifyMessage({ type: MessageType.ConnectionAck }));
  }

  async function renew(payload: unknown, before: SocketSender): Promise<void> {
    const found = await identifySender(upgrade, payload, parts.identifyCaller);
    if (!mayReplace(before, found)) {
      socket.close(CloseCode.Forbidden, "The token must be the same caller's, with no fewer scopes");
      return;
    }
    sender = found;
    for (const operation of operations.values()) operation.renewToken(found.accessToken ?? "");
  }

  async function answerPing(payload: unknown, before: SocketSender | null): Promise<void> {
    if (before !== null && findAuthorization(payload) !== null) {
      renewal = renew(payload, before);
      await renewal;
    }
    outbox.send(stringifyMessage({ type: MessageType.Pong }));
  }

  function forget(id: string): void {
    operations.delete(id);
    if (operations.size === 0) parts.onIdle(socket);
  }

  function begin(id: string, payload: Readonly<Record<string, unknown>>, text: string, { claim }: SocketSender): void {
    if (operations.has(id)) {
      socket.close(CloseCode.SubscriberAlreadyExists, "Subscriber already exists");
      return;
    }
    if (operations.size >= MAXIMUM_OPERATIONS) {
      outbox.send(stringifyMessage({ id, type: MessageType.Error, payload: [TOO_MANY_OPERATIONS] }));
      return;
    }
    begun += 1;
    const request = describeOperationRequest(upgrade, claim, text, payload);
    operations.set(
      id,
      beginOperation(id, request, parts.execute, outbox, () => forget(id)),
    );
  }

  async function subscribe(id: string, payload: object, text: string): Promise<void> {
    await renewal;
    if (socket.readyState !== socket.OPEN) return;
    if (sender === null) socket.close(CloseCode.Unauthorized, "Unauthorized");
    else begin(id, { ...payload }, text, sender);
  }

  async function complete(id: string): Promise<void> {
    // Not before the operation, which waits as well.
    await renewal;
    operations.get(id)?.stop();
    forget(id);
  }

  async function take(message: Message, text: string): Promise<void> {
    if (message.type === MessageType.Subscribe) return subscribe(message.id, message.payload, text);
    // Each operation is counted as a request.
    if (sender !== null) parts.countRequest(sender.caller, sender.clientAddress);
    switch (message.type) {
      case MessageType.ConnectionInit:
        if (hasInit) socket.close(CloseCode.TooManyInitialisationRequests, "Too many initialisation requests");
        else await initialize(message.payload);
        break;
      case MessageType.Ping:
        await answerPing(message.payload, sender);
        break;
      case MessageType.Pong:
        break;
      case MessageType.Complete:
        await complete(message.id);
        break;
      default:
        socket.close(CloseCode.BadRequest, "Invalid message received");
    }
  }

  function read(text: string): void {
    if (socket.readyState !== socket.OPEN) return;
    void parseJson(upgrade, text, (_error, value) => {
      const message = readMessage(value);
      if (message === null) socket.close(CloseCode.BadRequest, "Invalid message received");
      else take(message, text).catch((error) => closeFor(socket, error, upgrade));
    });
  }

  socket.on("message", (bytes, isBinary) => {
    if (isBinary) socket.close(CloseCode.BadRequest, "Invalid message received");
    else read(String(bytes));
  });
  // The library closes a socket that fails.
  socket.on("error", (error) => log.debug({ err: error }, "a socket failed"));
  socket.once("close", (code) => {
    clearTimeout(initTimer);
    for (const { stop } of operations.values()) stop();
    operations.clear();
    giveBack();
    const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
    log.info({ code, operations: begun, seconds, callerId: sender?.caller?.id }, "a socket closed");
  });
  return () => operations.size;
}

const TOO_MANY_OPERATIONS = createClientError(
  "RATE_LIMITED",
  `A socket has at most ${MAXIMUM_OPERATIONS} operations at a time. End one first.`,
).toJSON();

/** Null: it is not a message of the protocol. */
function readMessage(value: unknown): Message | null {
  try {
    return validateMessage(value);
  } catch {
    return null;
  }
}

/** Ends a socket whose client may not go on. */
function closeFor(socket: WebSocket, error: unknown, { log }: FastifyRequest): void {
  const code = error instanceof GraphQLError ? error.extensions.code : null;
  if (code === "UNAUTHENTICATED") socket.close(CloseCode.Forbidden, "The access token is not valid");
  else if (code === "RATE_LIMITED") socket.close(POLICY_VIOLATION, "Too many messages");
  else if (code === "SERVICE_UNAVAILABLE") socket.close(TRY_AGAIN_LATER, "Try again later");
  else {
    log.error({ err: error }, "a message of a socket failed unexpectedly");
    socket.close(INTERNAL_ERROR, "Internal error");
  }
}
