import { Pool } from "undici";
import { Exchange, type ExchangeHost, type Posting, type ReceivedAnswer } from "./exchange.ts";
import { createPlaces, type PlaceLimits } from "./places.ts";

/** Shorter than the servers keep theirs, so that a request never meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 30_000;

const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };

/** How much of the router one subgraph may occupy. */
export interface ConnectionLimits extends PlaceLimits {
  /** How long a connection may take to be made, in milliseconds. */
  readonly timeoutMs: number;
}

/** The connections to one subgraph: so many and so many waiting, so that a hanging one cannot hold everything. */
export interface Connections {
  /** Sends a request once, whatever happens. @throws SubgraphFailure */
  post(posting: Posting): Promise<ReceivedAnswer>;
  /** Requests that hold a connection, and requests that wait for one. */
  count(): { readonly inFlight: number; readonly queued: number };
  /** Waits for what is in flight. */
  close(): Promise<void>;
}

/**
 * Makes the connections to the subgraph `name` at `url`, one for each request at a time.
 * @param mayStart whether a request that has waited for a connection is still to be sent
 */
export function createConnections(
  name: string,
  url: string,
  limits: ConnectionLimits,
  mayStart: () => boolean,
): Connections {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const places = createPlaces(limits);
  const pool = new Pool(origin, {
    connections: limits.concurrency,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // An exchange that is over does not end the connecting that was begun for it.
    connect: { timeout: limits.timeoutMs },
  });

  const host: ExchangeHost = {
    subgraph: name,
    mayStart,
    dispatch(exchange, { headers, body }) {
      // An exchange goes by its own clock.
      pool.dispatch({ path, method: "POST", headers: headers as string[], body, ...NO_TIMEOUTS }, exchange);
    },
    withdraw: (exchange, { caller }) => places.withdraw(caller, exchange),
    release: ({ caller }) => places.leave(caller),
  };

  return {
    post: (posting) =>
      new Promise((resolve, reject) => {
        const exchange = new Exchange(host, posting, { resolve, reject });
        if (places.enter(posting.caller, exchange) === "waiting") exchange.wait();
      }),
    count: () => places.count(),
    close: () => pool.close(),
  };
}
