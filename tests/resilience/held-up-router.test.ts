import { expect, it } from "@jest/globals";
import { OperationDeadline } from "../../router/transport/operation-deadline.ts";
import { createSubgraphClient } from "../../router/transport/subgraph-client.ts";
import { startFakeSubgraph } from "../support/fake-subgraph.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { behaveAsReviews, hang } from "./shop-graph.ts";

const TIMEOUT_MS = 1_000;

/** Lets nothing else happen in this process. */
function holdUp(durationMs: number): void {
  const endsAt = performance.now() + durationMs;
  while (performance.now() < endsAt);
}

function askBest(url: string, timeoutMs: number, deadline: OperationDeadline) {
  const client = createSubgraphClient({
    name: "reviews",
    url,
    limits: { timeoutMs, retries: 0, breakerFailures: 3, concurrency: 10, queue: 10 },
    signRequest: () => ({}),
    onBreakerChange: () => undefined,
  });
  stopAfterTests(() => client.close());
  return client.send(
    { kind: "query", body: JSON.stringify({ query: "{ best }" }), readVerbatim: null, parse: JSON.parse },
    {
      requestId: "1",
      accessToken: null,
      caller: null,
      clientAddress: null,
      wantsStatements: false,
      deadline,
      summary: {},
    },
  );
}

it("reads an answer that came in time, even if the router itself was held up beyond it", async () => {
  // The subgraph is in the process of its client, so that it can hold it up between the answer and its reading.
  const reviews = await startFakeSubgraph((response, request) => {
    behaveAsReviews(response, request);
    holdUp(TIMEOUT_MS * 2);
  });
  const answer = await askBest(reviews.url, TIMEOUT_MS, new OperationDeadline(5_000));
  expect(answer.data?.best).toBe("Lamp");
});

it("gives up at the deadline and not just before, when another fetch could still begin", async () => {
  const reviews = await startFakeSubgraph(hang);
  const remaining: number[] = [];
  for (let round = 0; round < 30; round += 1) {
    const deadline = new OperationDeadline(10);
    await askBest(reviews.url, 60_000, deadline).catch(() => remaining.push(deadline.remainingMs()));
  }
  expect(remaining).toHaveLength(30);
  expect(Math.max(...remaining)).toBeLessThanOrEqual(0);
});
