import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { stopAfterTests } from "./started-processes.ts";

/** One request that reached a fake subgraph. */
export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly query: string;
    readonly operationName?: string;
    readonly variables: Readonly<Record<string, unknown>>;
  };
  /** The body as it came. */
  readonly text: string;
}

/** Answers a request, or misbehaves. */
export type Respond = (response: ServerResponse, request: ReceivedRequest) => void;

/** A subgraph under the test's control. */
export interface FakeSubgraph {
  /** Its GraphQL URL. */
  readonly url: string;
  /** What has reached it, oldest first. */
  readonly requests: readonly ReceivedRequest[];
  /** How many connections it has been opened so far. */
  countConnections(): number;
  /** The most that were open at once. */
  countMostOpen(): number;
  /** Answers with `respond` from now on. */
  respondWith(respond: Respond): void;
  /** Breaks every connection and refuses new ones, as a process that died. */
  refuseConnections(): Promise<void>;
  /** Accepts connections again. */
  acceptConnections(): Promise<void>;
}

/** Starts a fake subgraph on a free port; it is stopped after the file's tests. */
export async function startFakeSubgraph(first: Respond): Promise<FakeSubgraph> {
  let respond = first;
  const requests: ReceivedRequest[] = [];
  const connections = new Set<Socket>();
  let open = 0;
  let mostOpen = 0;
  const server = createServer(async (request, response) => {
    const text = await readText(request);
    const received = { headers: request.headers, body: JSON.parse(text), text };
    requests.push(received);
    respond(response, received);
  });
  // On a busy machine, a client may use its connection again later than after Node's five seconds.
  server.keepAliveTimeout = 120_000;
  server.on("connection", (socket) => {
    connections.add(socket);
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    socket.once("close", () => {
      open -= 1;
    });
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const close = async () => {
    server.close();
    for (const socket of connections) socket.destroy();
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  stopAfterTests(close);
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    requests,
    countConnections: () => connections.size,
    countMostOpen: () => mostOpen,
    respondWith: (next) => {
      respond = next;
    },
    refuseConnections: close,
    acceptConnections: () => listen(port),
  };
}

/** Answers `body` as JSON with this status. */
export function answerJson(body: unknown, status = 200): Respond {
  return answerText(JSON.stringify(body), "application/json", status);
}

/** Answers `text` as it is. */
export function answerText(text: string, contentType: string, status = 200): Respond {
  return (response) => response.writeHead(status, { "content-type": contentType }).end(text);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
