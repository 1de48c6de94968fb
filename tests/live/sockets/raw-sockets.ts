import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import { stopAfterTests } from "../../support/started-processes.ts";
import { waitFor } from "../../support/wait-for.ts";

/** A message of the protocol. */
export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A socket in the hands of the test. */
export interface RawSocket {
  readonly socket: WebSocket;
  /** What came so far. */
  readonly messages: readonly SocketMessage[];
  send(message: SocketMessage | string): void;
  /** Sends messages so that they arrive at once. */
  sendTogether(...messages: readonly SocketMessage[]): void;
  /** Waits until a message of the type, and of the operation if that is given, is there. */
  find(type: string, id?: string): Promise<SocketMessage>;
  /** Resolves with the code by which the router closes it. */
  readonly closed: Promise<number>;
}

/** How a socket is opened. */
export interface SocketSetup {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Null: none is asked for. */
  readonly protocol?: string | null;
}

/** Asks for a socket. It is closed after the file's tests. */
function ask(
  url: string,
  { path = "/graphql", headers = {}, protocol = "graphql-transport-ws" }: SocketSetup,
): WebSocket {
  const socket = new WebSocket(`${url.replace("http", "ws")}${path}`, protocol ?? [], { headers });
  // One that is refused fails as well when it is cut off.
  stopAfterTests(async () => socket.on("error", () => undefined).terminate());
  return socket;
}

/** Opens a socket. */
export async function openRaw(url: string, setup: SocketSetup = {}): Promise<RawSocket> {
  const socket = ask(url, setup);
  const messages: SocketMessage[] = [];
  socket.on("message", (bytes) => messages.push(JSON.parse(String(bytes))));
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await once(socket, "open");
  const connection: Duplex = Reflect.get(socket, "_socket");
  return {
    socket,
    messages,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    sendTogether(...together) {
      connection.cork();
      for (const message of together) socket.send(JSON.stringify(message));
      connection.uncork();
    },
    find: (type, id) =>
      waitFor(`a message ${type}`, () =>
        messages.find((each) => each.type === type && (id === undefined || each.id === id)),
      ),
    closed,
  };
}

/** Opens a socket, and says who the client is. */
export async function openKnown(url: string, payload: object = {}, setup: SocketSetup = {}): Promise<RawSocket> {
  const raw = await openRaw(url, setup);
  raw.send({ type: "connection_init", payload });
  await raw.find("connection_ack");
  return raw;
}

/** Asks for a socket that is refused. @returns the answer in its place */
export async function readRefusal(url: string, setup: SocketSetup): Promise<IncomingMessage> {
  const [, response] = (await once(ask(url, setup), "unexpected-response")) as [ClientRequest, IncomingMessage];
  return response;
}
