import type { FastifyBaseLogger } from "fastify";
import { createRequestSigner } from "../../packages/server/router-auth/sign-request.ts";
import type { RouterConfig } from "../config.ts";
import type { BreakerState } from "./circuit-breaker.ts";
import { createSubgraphClient, type SubgraphClient } from "./subgraph-client.ts";

/** Where a subgraph is. */
export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
}

/** The clients of all subgraphs, which stay, with their connections, when the supergraph around them changes. */
export interface SubgraphClients {
  /** The client of each address, by the subgraph's name; one that is known already where there is one. */
  require(addresses: readonly SubgraphAddress[]): ReadonlyMap<string, SubgraphClient>;
  /** Closes the clients that are not among `kept`, once what may still use them is over. */
  retire(kept: ReadonlyMap<string, SubgraphClient>): void;
  /** Waits for what is in flight, and closes all. */
  close(): Promise<void>;
}

/** Makes the clients as `config` has them. */
export function createSubgraphClients(config: RouterConfig, log: FastifyBaseLogger): SubgraphClients {
  const signRequest = createRequestSigner(config.routerAuth);
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
    const limits = config.transport.findLimits(name);
    const onBreakerChange = (state: BreakerState, failure: unknown) =>
      logBreaker(log, { subgraph: name, state, failure });
    const client = createSubgraphClient({ name, url, limits, signRequest, onBreakerChange });
    clients.set(key, client);
    return client;
  }

  async function close(key: string, client: SubgraphClient): Promise<void> {
    clients.delete(key);
    closings.delete(client);
    await client.close();
  }

  return {
    require: (addresses) => new Map(addresses.map((address) => [address.name, requireClient(address)])),
    retire(kept) {
      for (const [key, client] of clients) {
        if (kept.get(client.name) === client || closings.has(client)) continue;
        // Operations that began before the change go on until their time is up.
        const closing = setTimeout(() => void close(key, client), config.transport.operationTimeoutMs);
        closings.set(client, closing.unref());
      }
    },
    async close() {
      for (const closing of closings.values()) clearTimeout(closing);
      await Promise.all([...clients].map(([key, client]) => close(key, client)));
    },
  };
}

const BREAKER_MESSAGES: Readonly<Record<BreakerState, string>> = {
  open: "a subgraph fails: it is asked no more until it answers again",
  "half-open": "a failing subgraph answers again",
  closed: "a subgraph that failed is asked again",
};

interface BreakerChange {
  readonly subgraph: string;
  readonly state: BreakerState;
  readonly failure: unknown;
}

function logBreaker(log: FastifyBaseLogger, { subgraph, state, failure }: BreakerChange): void {
  const isOpen = state === "open";
  log[isOpen ? "warn" : "info"](
    { subgraph, breaker: state, ...(isOpen && { err: failure }) },
    BREAKER_MESSAGES[state],
  );
}
