import autocannon from "autocannon";

// Runs one load in a process of its own: told what in a message, it answers with what came of it.

/** What a load sends. */
export interface LoadOrder {
  readonly url: string;
  readonly requests: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

/** What came of a load. Latencies are in milliseconds. */
export interface LoadResult {
  readonly completed: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers that were not 200, and requests without an answer. */
  readonly failed: number;
}

process.on("message", async ({ url, requests, headers, connections, seconds }: LoadOrder) => {
  const result = await autocannon({
    url,
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", ...headers },
    connections,
    duration: seconds,
    timeout: 30,
    requests: requests.map((body) => ({ body })),
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  process.send?.({
    completed: result["2xx"],
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed,
  } satisfies LoadResult);
});
