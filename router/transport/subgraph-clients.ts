import type { FastifyBaseLogger } from "fastify";
import type { BreakerState } from "./circuit-breaker.ts";
import { addHooks } from "./hooked-client.ts";
import { createSubgraphClient, type SubgraphClient } from "./subgraph-client.ts";
import type { TransportSettings } from "./variables.ts";

/** Where a subgraph is. */
export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
}

/** The clients of all subgraphs. When the supergraph changes they stay, with their connections. */
export type SubgraphClients = ReturnType<typeof createSubgraphClients>;

/** Makes the clients; none is connected yet. */
export function createSubgraphClients(
  { findLimits, findSigner, findTls, findStreams, operationTimeoutMs, hooks }: TransportSettings,
  log: FastifyBaseLogger,
) {
  const clients = new Map<string, SubgraphClient>();
  const closings = new Map<SubgraphClient, NodeJS.Timeout>();

  function requireClient({ name, url }: SubgraphAddress): SubgraphClient {
    const key = JSON.stringify([name, url]);
    const known = clients.get(key);
    if (known !== undefined) {
      clearTimeout(closings.get(known));
      closings.delete(known);
      return known;
    }
    const onBreakerChange = (state: BreakerState, failure: unknown) => logBreaker(log, name, state, failure);
    const bare = createSubgraphClient({
      name,
      url,
      limits: findLimits(name),
      signRequest: findSigner(name),
      tls: findTls(name),
      streams: findStreams(name),
      onBreakerChange,
    });
    const client = addHooks(bare, hooks, (error) =>
      log.error({ subgraph: name, err: error }, "onSubgraphResponse failed"),
    );
    clients.set(key, client);
    return client;
  }

  async function close(key: string, client: SubgraphClient): Promise<void> {
    clients.delete(key);
    closings.delete(client);
    await client.close();
  }

  return {
    /** The client of each address, by the subgraph's name. A known address keeps its client. */
    require: (addresses: readonly SubgraphAddress[]): ReadonlyMap<string, SubgraphClient> =>
      new Map(addresses.map((address) => [address.name, requireClient(address)])),
    /** Closes the clients that are not in `kept`, once no operation can use them any more. No stream uses them now. */
    retire(kept: ReadonlyMap<string, SubgraphClient>): void {
      for (const [key, client] of clients) {
        if (kept.get(client.name) === client || closings.has(client)) continue;
        // Operations that began before the change go on until their deadline.
        closings.set(client, setTimeout(() => void close(key, client), operationTimeoutMs).unref());
      }
    },
    /** Waits for what is in flight, and closes all. */
    async close(): Promise<void> {
      for (const closing of closings.values()) clearTimeout(closing);
      await Promise.all([...clients].map(([key, client]) => close(key, client)));
    },
  };
}

const BREAKER_MESSAGES: Readonly<Record<BreakerState, string>> = {
  open: "a subgraph fails: it is not asked until it answers again",
  "half-open": "a failing subgraph answers again",
  closed: "a subgraph that failed is asked again",
};

function logBreaker(log: FastifyBaseLogger, subgraph: string, breaker: BreakerState, err: unknown): void {
  const message = BREAKER_MESSAGES[breaker];
  if (breaker === "open") log.warn({ subgraph, breaker, err }, message);
  else log.info({ subgraph, breaker }, message);
}
