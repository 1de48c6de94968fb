import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { expect, it, jest } from "@jest/globals";
import { type WebSocket, WebSocketServer } from "ws";
import { parseExact, stringifyExact } from "../../../packages/engine/exact-numbers.ts";
import { EVENTS_MAY_BE_MISSING } from "../../../router/transport/streams/upstream.ts";
import { startFakeSubgraph } from "../../support/fake-subgraph.ts";
import { stopAfterTests } from "../../support/started-processes.ts";
import { waitFor } from "../../support/wait-for.ts";
import { describeEnd, follow } from "./follow.ts";

const ACK = JSON.stringify({ type: "connection_ack" });
const NEXT = JSON.stringify({ id: "1", type: "next", payload: { data: { ticks: 1 } } });

/** Starts a server of sockets that treats each as `accept` says. @returns its URL, and the sockets that it has had */
async function startSockets(accept: (socket: WebSocket, raw: Socket) => void, protocol = "graphql-transport-ws") {
  const server = createServer();
  const sockets = new Set<WebSocket>();
  new WebSocketServer({ server, handleProtocols: () => protocol }).on("connection", (socket, { socket: raw }) => {
    sockets.add(socket);
    accept(socket, raw);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stopAfterTests(async () => {
    for (const socket of sockets) socket.terminate();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, sockets };
}

/** Opens a stream, brings an event, and then does `misbehave`. */
function begin(misbehave: (socket: WebSocket, raw: Socket) => void) {
  return startSockets((socket, raw) => {
    socket.on("message", (text) => {
      const { type } = JSON.parse(String(text));
      if (type === "connection_init") socket.send(ACK);
      if (type === "subscribe") {
        socket.send(NEXT);
        misbehave(socket, raw);
      }
    });
  });
}

it("pings a socket that brings nothing", async () => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "setImmediate", "setTimeout", "queueMicrotask", "performance"] });
  try {
    const opened = new EventEmitter();
    const { url } = await begin((socket) => opened.emit("socket", socket));
    const { upstream } = follow(url, { protocol: "graphql-transport-ws" });
    const [socket] = await once(opened, "socket");
    const pinged = once(socket, "ping");
    jest.advanceTimersByTime(15_000);
    await pinged;
    upstream.close();
  } finally {
    jest.useRealTimers();
  }
});

it.each<[string, (socket: WebSocket, raw: Socket) => void]>([
  ["the connection breaks", (_socket, raw) => raw.destroy()],
  ["it closes without `complete`", (socket) => socket.close(1000)],
  ["it goes away", (socket) => socket.close(1001)],
  ["it brings no more, not even answers to pings", (socket) => socket.pause()],
  ["a message is no JSON", (socket) => socket.send("{")],
  ["a message is not of the protocol", (socket) => socket.send('{"id":"1","type":"data"}')],
  ["an event is no GraphQL response", (socket) => socket.send('{"id":"1","type":"next","payload":{"ticks":1}}')],
  ["an event is too large", (socket) => socket.send(JSON.stringify({ id: "1", text: "x".repeat(2 ** 21) }))],
  ["half a message comes", (_socket, raw) => raw.end(Buffer.from([0x81, 0x7e]))],
])("ends with events that may be missing when %s", async (_fault, misbehave) => {
  const { url } = await begin(misbehave);
  const { events, end } = follow(url, { protocol: "graphql-transport-ws", silenceMs: 300 });
  expect(describeEnd(await end)).toBe(EVENTS_MAY_BE_MISSING);
  expect(events).toEqual([{ ticks: 1 }]);
});

it.each([4400, 4401, 4403, 4406])("does not try again when the subgraph closes with %d", async (code) => {
  const { url, sockets } = await startSockets((socket) => socket.close(code, "no"));
  const { end } = follow(url, { protocol: "graphql-transport-ws" });
  expect(describeEnd(await end)).toBe("refused");
  expect(sockets.size).toBe(1);
});

it.each([
  [401, "refused"],
  [404, "refused"],
  [503, "gateway error"],
])("fails when the upgrade is answered with HTTP %d", async (status, kind) => {
  const subgraph = createServer((_request, response) => response.writeHead(status).end());
  subgraph.listen(0, "127.0.0.1");
  await once(subgraph, "listening");
  stopAfterTests(async () => void subgraph.close());
  const url = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/`;
  const { end } = follow(url, { protocol: "graphql-transport-ws", openingMs: 300 });
  expect(describeEnd(await end)).toBe(kind);
});

it("tries for a while when the subgraph speaks another protocol, acknowledges nothing, or is not there", async () => {
  const options = { protocol: "graphql-transport-ws", openingMs: 500 } as const;
  const other = await startSockets(() => undefined, "graphql-ws");
  const silent = await startSockets(() => undefined);
  const gone = await startFakeSubgraph(() => undefined);
  await gone.refuseConnections();
  const ends = [other.url, silent.url, gone.url].map((url) => follow(url, options).end);
  expect((await Promise.all(ends)).map(describeEnd)).toEqual(["unusable", "timed out", "unreachable"]);
});

it("answers pings, and closes at once also while it is being opened", async () => {
  const received: unknown[] = [];
  const { url, sockets } = await startSockets((socket) => {
    socket.on("message", (text) => received.push(JSON.parse(String(text))));
    socket.send(JSON.stringify({ type: "ping" }));
  });
  const { upstream, ends } = follow(url, { protocol: "graphql-transport-ws" });
  await waitFor("the pong", () => received.some((message) => JSON.stringify(message) === '{"type":"pong"}'));
  upstream.close();
  await waitFor("the close", () => [...sockets].every(({ readyState, CLOSED }) => readyState === CLOSED), 1_000);
  expect(ends).toEqual([]);
});

it("gives numbers as they are written", async () => {
  const { url } = await begin((socket) => socket.send(NEXT.replace('"ticks":1', '"ticks":9007199254740993')));
  const { events } = follow(url, { protocol: "graphql-transport-ws", parse: parseExact });
  await waitFor("the events", () => events.length === 2);
  expect(events.map(stringifyExact)).toEqual(['{"ticks":1}', '{"ticks":9007199254740993}']);
});

it("reads no more while it is paused", async () => {
  let socket: WebSocket | null = null;
  const { url } = await begin((opened) => {
    socket = opened;
  });
  const { upstream, events, ends } = follow(url, { protocol: "graphql-transport-ws", silenceMs: 300 });
  await waitFor("the first event", () => events.length === 1);
  upstream.pause();
  (socket as WebSocket | null)?.send(NEXT);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect([events.length, ends]).toEqual([1, []]);
  upstream.resume();
  await waitFor("the second event", () => events.length === 2);
});
