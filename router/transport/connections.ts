import { Pool } from "undici";
import { type ConnectionLimits, createConnectionShares } from "./connection-shares.ts";
import { type ExchangeHost, HttpExchange, type Posting, type ReceivedAnswer } from "./http-exchange.ts";

/** How connections over TLS are made: PEM texts, each in place of the system's. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Shorter than the servers keep theirs, so that a request never meets a connection that is just being closed. */
const KEEP_ALIVE_MS = 30_000;

const NO_TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };

/**
 * Makes the connections to the subgraph `name` at `url`. Each serves one request at a time. Their number and their queue
 * are limited: a hanging subgraph cannot take all.
 * @param timeoutMs how long a connection may take to be made
 * @param mayStart whether a request that has waited for a connection is still to be sent
 */
export function createConnections(
  name: string,
  url: string,
  limits: ConnectionLimits & { readonly timeoutMs: number },
  tls: TlsSettings,
  mayStart: () => boolean,
) {
  const { origin, pathname, search } = new URL(url);
  const path = pathname + search;
  const shares = createConnectionShares(limits);
  const pool = new Pool(origin, {
    connections: limits.concurrency,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // The end of an exchange does not end the connecting that was begun for it.
    connect: { timeout: limits.timeoutMs, ...tls },
  });

  const host: ExchangeHost = {
    subgraph: name,
    mayStart,
    dispatch(exchange, { headers, body }) {
      // An exchange goes by its own clock.
      pool.dispatch({ path, method: "POST", headers: headers as string[], body, ...NO_TIMEOUTS }, exchange);
    },
    withdraw: (exchange, { caller }) => shares.withdraw(caller, exchange),
    release: ({ caller }) => shares.leave(caller),
  };

  return {
    /** Sends a request once. @throws SubgraphFailure */
    post: (posting: Posting): Promise<ReceivedAnswer> =>
      new Promise((resolve, reject) => {
        const exchange = new HttpExchange(host, posting, resolve, reject);
        if (shares.enter(posting.caller, exchange) === "waiting") exchange.wait();
      }),
    count: () => shares.count(),
    /** Waits for what is in flight. */
    close: () => pool.close(),
  };
}
