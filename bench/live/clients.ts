import { type ClientRequest, request } from "node:http";

// Many clients of event streams in one process. Each message is an order, and is answered once it is carried out.

/** One more place for each of so many: an address has some 28,000 ports. */
const CLIENTS_OF_ADDRESS = 5_000;

/** What the clients are to do. */
export type ClientOrder =
  | {
      readonly kind: "open";
      readonly url: string;
      readonly bodies: readonly string[];
      readonly token: string | null;
      /** So many wait for the beginning of their stream together. */
      readonly atOnce: number;
    }
  /** Wait until each client has got `events` more since the last such order. */
  | { readonly kind: "await"; readonly events: number }
  | { readonly kind: "close" };

/** How it went. `lastAt`: when the last event came, in milliseconds since the epoch. */
export interface ClientAnswer {
  readonly lastAt: number;
  readonly received: number;
}

const open = new Set<ClientRequest>();
let received = 0;
let lastAt = 0;
let wanted = Number.POSITIVE_INFINITY;
let reached: () => void = () => undefined;
let failed = 0;

function note(chunk: string): void {
  if (chunk.includes('"errors":')) failed += 1;
  for (let at = chunk.indexOf('"number"'); at !== -1; at = chunk.indexOf('"number"', at + 1)) received += 1;
  if (received < wanted) return;
  lastAt = performance.timeOrigin + performance.now();
  reached();
}

/** Resolves once the stream has begun. */
function openOne(url: string, body: string, token: string | null, index: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      accept: "text/event-stream",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    };
    const localAddress = `127.0.0.${2 + Math.floor(index / CLIENTS_OF_ADDRESS)}`;
    const client = request(url, { method: "POST", headers, agent: false, localAddress }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the stream began with ${response.statusCode}`));
      response.setEncoding("utf8").on("data", note);
      response.on("error", () => undefined);
      resolve();
    });
    client.on("error", reject);
    client.on("close", () => open.delete(client));
    open.add(client);
    client.end(body);
  });
}

async function carryOut(order: ClientOrder): Promise<void> {
  switch (order.kind) {
    case "open": {
      for (let start = 0; start < order.bodies.length; start += order.atOnce) {
        const some = order.bodies.slice(start, start + order.atOnce);
        await Promise.all(some.map((body, index) => openOne(order.url, body, order.token, open.size + index)));
      }
      return;
    }
    case "await":
      wanted = order.events * open.size;
      if (received < wanted) await new Promise<void>((resolve) => (reached = resolve));
      received = 0;
      wanted = Number.POSITIVE_INFINITY;
      if (failed > 0) throw new Error(`${failed} results have errors`);
      return;
    case "close":
      for (const client of open) client.destroy();
      received = 0;
  }
}

process.on("message", async (order: ClientOrder) => {
  try {
    await carryOut(order);
    process.send?.({ lastAt, received } satisfies ClientAnswer);
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
process.on("disconnect", () => process.exit(0));
