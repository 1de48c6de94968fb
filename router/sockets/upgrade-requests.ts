import { type IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyInstance } from "fastify";

/** Where requests for a WebSocket are routed; no other request gets there. */
export const SOCKET_PATH = "/graphql/socket";

/** The first bytes after the head of each request for a WebSocket. */
export type UpgradeHeads = Pick<WeakMap<IncomingMessage, Buffer>, "get">;

/**
 * Routes requests for a WebSocket at one of `paths` to `SOCKET_PATH`, through all stages before a handler. Any other
 * request for another protocol is answered as if it had not asked for that (RFC 9110 §7.8).
 */
export function routeUpgrades(server: FastifyInstance, paths: readonly string[]): UpgradeHeads {
  const heads = new WeakMap<IncomingMessage, Buffer>();
  server.server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const [path = ""] = (request.url ?? "").split("?", 1);
    if (!asksForSocket(request) || !paths.includes(path)) {
      answerAsHttp(server, request, socket, head);
      return;
    }
    heads.set(request, head);
    request.url = SOCKET_PATH;
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.on("finish", () => request.socket.destroySoon());
    // A connection that fails closes by itself.
    socket.on("error", () => undefined);
    try {
      response.assignSocket(request.socket);
    } catch {
      // An earlier answer is not sent yet: the client does not wait for its turn.
      socket.destroy();
      return;
    }
    server.routing(request, response);
  });
  return heads;
}

function asksForSocket({ method, headers }: IncomingMessage): boolean {
  return method === "GET" && headers.upgrade?.toLowerCase() === "websocket";
}

/** Lets the server read the request once more, without its wish. */
function answerAsHttp(server: FastifyInstance, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() !== "upgrade") lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.server.emit("connection", socket);
}
