import { expect, it } from "@jest/globals";
import { OperationDeadline } from "../../router/transport/operation-deadline.ts";
import { createSubgraphClient } from "../../router/transport/subgraph-client.ts";
import { startFakeSubgraph } from "../support/fake-subgraph.ts";
import { stopAfterTests } from "../support/started-processes.ts";
import { behaveAsReviews } from "./shop-graph.ts";

const TIMEOUT_MS = 200;

/** Lets nothing else happen in this process. */
function holdUp(durationMs: number): void {
  const endsAt = performance.now() + durationMs;
  while (performance.now() < endsAt);
}

it("reads an answer that came in time, even if the router itself was held up beyond it", async () => {
  // The subgraph is in the process of its client, so that it can hold it up between the answer and its reading.
  const reviews = await startFakeSubgraph((response, request) => {
    behaveAsReviews(response, request);
    holdUp(TIMEOUT_MS * 2);
  });
  const client = createSubgraphClient({
    name: "reviews",
    url: reviews.url,
    limits: { timeoutMs: TIMEOUT_MS, retries: 0, breakerFailures: 3, concurrency: 10, queue: 10 },
    signRequest: () => ({}),
    onBreakerChange: () => undefined,
  });
  stopAfterTests(() => client.close());
  const answer = await client.send(
    { kind: "query", body: JSON.stringify({ query: "{ best }" }), readVerbatim: null, parse: JSON.parse },
    {
      requestId: "1",
      accessToken: null,
      caller: null,
      clientAddress: null,
      wantsStatements: false,
      deadline: new OperationDeadline(5_000),
      summary: {},
    },
  );
  expect(answer.data?.best).toBe("Lamp");
});
