import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// Both subgraphs of the live graph, by hand, so that they cost little beside what is measured. Told `emit`, the ticker
// sends one event over every open stream; told `state`, it says how many are open. It answers each message with one.

const PING_MS = 10_000;

/** The channel of each open stream. */
const streams = new Map<ServerResponse, string>();
let entityRequests = 0;
let events = 0;

/** Hive Gateway asks for streams by GET. */
async function readBody(request: IncomingMessage): Promise<{ readonly query: string; readonly variables: unknown }> {
  if (request.method === "GET") {
    const { searchParams } = new URL(request.url ?? "", "http://localhost");
    const variables: unknown = JSON.parse(searchParams.get("variables") ?? "{}");
    return { query: searchParams.get("query") ?? "", variables };
  }
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return JSON.parse(text) as { query: string; variables: unknown };
}

function answerJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

const ticker = createServer(async (request, response) => {
  const { query, variables } = await readBody(request);
  if (!/^\s*subscription/.test(query)) return answerJson(response, { data: { channels: ["all"] } });
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" }).write(":\n\n");
  streams.set(response, (variables as { readonly channel: string }).channel);
  response.once("close", () => streams.delete(response));
});

const items = createServer(async (request, response) => {
  entityRequests += 1;
  const { variables } = await readBody(request);
  const { representations } = variables as { readonly representations: readonly { readonly id: string }[] };
  const entities = representations.map(({ id }) => ({ __typename: "Item", id, name: `item ${id}`, price: 7 }));
  answerJson(response, { data: { _entities: entities } });
});

/** Each channel's event is about an item of its own. */
function emit(): void {
  events += 1;
  for (const [stream, channel] of streams) {
    const tick = { number: events, item: { __typename: "Item", id: `${channel}-${events}` } };
    stream.write(`event: next\ndata: ${JSON.stringify({ data: { tick } })}\n\n`);
  }
}

setInterval(() => {
  for (const stream of streams.keys()) stream.write(":\n\n");
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
