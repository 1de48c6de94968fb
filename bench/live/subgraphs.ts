import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// Both subgraphs of the live graph, by hand, so that they cost little beside what is measured. Told `emit`, the ticker
// sends one event over every open stream; told `state`, it says how many are open. It answers each message with one.

const PING_MS = 10_000;

const streams = new Set<ServerResponse>();
let entityRequests = 0;
let events = 0;

async function readBody(request: IncomingMessage): Promise<{ readonly query: string; readonly variables: unknown }> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return JSON.parse(text) as { query: string; variables: unknown };
}

function answerJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

const ticker = createServer(async (request, response) => {
  const { query } = await readBody(request);
  if (!/^\s*subscription/.test(query)) return answerJson(response, { data: { channels: ["all"] } });
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" }).write(":\n\n");
  streams.add(response);
  response.once("close", () => streams.delete(response));
});

const items = createServer(async (request, response) => {
  entityRequests += 1;
  const { variables } = await readBody(request);
  const { representations } = variables as { readonly representations: readonly { readonly id: string }[] };
  const entities = representations.map(({ id }) => ({ __typename: "Item", id, name: `item ${id}`, price: 7 }));
  answerJson(response, { data: { _entities: entities } });
});

function emit(): void {
  events += 1;
  const tick = { number: events, item: { __typename: "Item", id: String(events) } };
  const frame = `event: next\ndata: ${JSON.stringify({ data: { tick } })}\n\n`;
  for (const stream of streams) stream.write(frame);
}

setInterval(() => {
  for (const stream of streams) stream.write(":\n\n");
}, PING_MS).unref();

async function listen(server: Server): Promise<string> {
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

/** What the subgraphs have open, and have been asked. */
export interface SubgraphState {
  readonly streams: number;
  readonly entityRequests: number;
}

process.on("message", (message) => {
  if (message === "emit") emit();
  process.send?.({ streams: streams.size, entityRequests } satisfies SubgraphState);
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ticker: await listen(ticker), items: await listen(items) });
