import {
  CloseCode,
  GRAPHQL_TRANSPORT_WS_PROTOCOL,
  type Message,
  MessageType,
  stringifyMessage,
  validateMessage,
} from "graphql-ws";
import { WebSocket } from "ws";
import { pingRegularly } from "../../../packages/server/streams/ping-turns.ts";
import { classifyStatus, explainRefusal, refusesRouter } from "../failure-kind.ts";
import { pairHeaders } from "../forwarded-headers.ts";
import { checkAnswer } from "../read-answer.ts";
import {
  type Connect,
  createOutlet,
  MAXIMUM_EVENT_BYTES,
  type Outlet,
  type StreamPlace,
  type StreamRequest,
} from "./stream-connection.ts";

/** How long the subgraph may take to agree to the end of a socket. */
const MAXIMUM_CLOSING_MS = 1_000;

/** The id of the only operation of a socket. */
const ID = "1";

/** The codes by which a subgraph says that asking again is useless. */
const REFUSALS: readonly number[] = [
  CloseCode.BadRequest,
  CloseCode.Unauthorized,
  CloseCode.Forbidden,
  CloseCode.SubprotocolNotAcceptable,
];

/**
 * Makes what opens streams at `place` over the protocol graphql-transport-ws
 * (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). Each has a socket of its own: one caller's headers,
 * one caller's pauses.
 */
export function createSocketStreams(place: StreamPlace): Connect {
  const options = { maxPayload: MAXIMUM_EVENT_BYTES, perMessageDeflate: false, ...place.tls };
  return (request, listener) => {
    const headers = pairHeaders(request.headers);
    const socket = new WebSocket(place.url, GRAPHQL_TRANSPORT_WS_PROTOCOL, { ...options, headers });
    // One that is idle is not taken for a lost one (RFC 6455 §5.5.2).
    const stopPings = pingRegularly({
      ping() {
        if (socket.readyState === WebSocket.OPEN) socket.ping();
      },
    });
    const outlet = createOutlet(place, listener, () => {
      stopPings();
      socket.close(1000);
      setTimeout(() => socket.terminate(), MAXIMUM_CLOSING_MS).unref();
    });
    listenTo(socket, outlet);
    socket.on("open", () => send(socket, { type: MessageType.ConnectionInit, payload: request.connectionParams }));
    socket.on("message", (bytes) => readMessage(String(bytes), socket, request, outlet));
    return {
      close() {
        if (outlet.phase() === "open") send(socket, { type: MessageType.Complete, id: ID });
        outlet.close();
      },
      pause() {
        outlet.pause();
        socket.pause();
      },
      resume() {
        outlet.resume();
        socket.resume();
      },
    };
  };
}

function listenTo(socket: WebSocket, outlet: Outlet): void {
  socket.on("pong", outlet.heard);
  socket.on("unexpected-response", (request, { statusCode = 0, headers }) => {
    request.destroy();
    if (refusesRouter(statusCode, headers)) outlet.fail("refused", explainRefusal());
    else outlet.fail(classifyStatus(statusCode), new Error(`HTTP ${statusCode} in place of a socket`));
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    // The library's own errors have no code or one of their kind; the system's are of the connection.
    const isOfConnection = error.code !== undefined && !error.code.startsWith("WS_");
    outlet.fail(isOfConnection ? "unreachable" : "unusable", error);
  });
  socket.on("close", (code) => {
    const cause = new Error(`the subgraph closed the socket with ${code}`);
    outlet.fail(REFUSALS.includes(code) ? "refused" : "unreachable", cause);
  });
}

function readMessage(text: string, socket: WebSocket, { parse, body }: StreamRequest, outlet: Outlet): void {
  if (outlet.phase() === "over") return;
  outlet.heard();
  const message = parseMessage(text, parse);
  const isClean = !text.includes("\\");
  switch (message?.type) {
    case MessageType.ConnectionAck:
      socket.send(`{"id":"${ID}","type":"${MessageType.Subscribe}","payload":${body}}`);
      outlet.open({});
      break;
    case MessageType.Next:
      outlet.event(checkAnswer(message.payload, isClean), null);
      break;
    case MessageType.Error:
      outlet.refuse(checkAnswer({ errors: message.payload }, isClean));
      break;
    case MessageType.Complete:
      outlet.end({ kind: "complete" });
      break;
    case MessageType.Ping:
      send(socket, { type: MessageType.Pong });
      break;
    case MessageType.Pong:
      break;
    default:
      outlet.fail("unusable", new Error("a message is not one of graphql-transport-ws"));
  }
}

/** Null: it is not one of the protocol. */
function parseMessage(text: string, parse: StreamRequest["parse"]): Message | null {
  try {
    return validateMessage(parse(text));
  } catch {
    return null;
  }
}

function send(socket: WebSocket, message: Message): void {
  socket.send(stringifyMessage(message));
}
