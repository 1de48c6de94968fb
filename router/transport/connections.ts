import { Pool } from "undici";
import { Exchange, type ExchangeOptions, type ReceivedAnswer } from "./exchange.ts";
import type { RequestLifetime } from "./request-lifetime.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** Shorter than the servers keep theirs, so that a request never meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 30_000;

const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };

/** How much of the router one subgraph may occupy. */
export interface ConnectionLimits {
  /** How long a connection may take to be made, in milliseconds. */
  readonly timeoutMs: number;
  /** Requests that are sent at once. */
  readonly concurrency: number;
  /** Requests that wait for those to end. */
  readonly queue: number;
}

/** An HTTP request with a GraphQL operation. */
export interface Posting {
  /** Names and values by turns. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly readVerbatim: ExchangeOptions["readVerbatim"];
  readonly timeoutMs: number;
  readonly lifetime: RequestLifetime;
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
  { timeoutMs: connectTimeoutMs, concurrency, queue }: ConnectionLimits,
  mayStart: () => boolean,
): Connections {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const pool = new Pool(origin, {
    connections: concurrency,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // An exchange that is over does not end the connecting that was begun for it.
    connect: { timeout: connectTimeoutMs },
  });
  let occupied = 0;
  const release = () => {
    occupied -= 1;
  };

  return {
    post({ headers, body, readVerbatim, timeoutMs, lifetime }) {
      if (occupied >= concurrency + queue) {
        return Promise.reject(notAsked(name, "too many requests wait for it"));
      }
      occupied += 1;
      const mayStillStart = occupied > concurrency ? mayStart : null;
      return new Promise((resolve, reject) => {
        const exchange = new Exchange({
          subgraph: name,
          timeoutMs,
          lifetime,
          readVerbatim,
          mayStillStart,
          resolve,
          reject,
          release,
        });
        // An exchange goes by its own clock.
        const options = { path, method: "POST", headers: headers as string[], body, ...NO_TIMEOUTS } as const;
        pool.dispatch(options, exchange);
      });
    },
    count: () => ({ inFlight: Math.min(occupied, concurrency), queued: Math.max(0, occupied - concurrency) }),
    close: () => pool.close(),
  };
}

function notAsked(name: string, reason: string): SubgraphFailure {
  return new SubgraphFailure("not asked", name, new Error(reason));
}
