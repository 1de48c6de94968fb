/** What one request may take of a server. */
export interface HttpLimits {
  readonly maximumBodyBytes: number;
  /** From the connection, or the end of the request before, to the end of the headers; 0 is no limit. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to its last; 0 is no limit. */
  readonly requestTimeoutMs: number;
}

/** Room for any operation that a client writes, with its variables. Slow senders are cut off. */
export const USUAL_HTTP_LIMITS: HttpLimits = {
  maximumBodyBytes: 256 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
};

/** A router sends some 70 bytes for each item of a page of pages: 100 × 100 at most. */
export const SUBGRAPH_HTTP_LIMITS: HttpLimits = { ...USUAL_HTTP_LIMITS, maximumBodyBytes: 2 * 1024 * 1024 };

/** Node's own options for connections, in milliseconds. */
export const CONNECTION_TIMEOUTS = {
  /** Longer than common load balancers keep theirs, so that they, not we, close an idle connection. */
  keepAliveTimeout: 65_000,
  /** How often Node looks for slow senders. With its default of 30 s they would get three times their time. */
  connectionsCheckingInterval: 500,
} as const;
