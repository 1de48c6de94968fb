import type { ReceivedAnswer } from "./http-exchange.ts";
import { isFaulty, SubgraphFailure } from "./subgraph-failure.ts";

/** Makes a counter of how the requests to a subgraph end. */
export function createAttemptCounter() {
  const counts = {
    /** Requests, retries included, and refused ones too. */
    attempts: 0,
    retries: 0,
    /** Attempts that count against the subgraph, and those of them that got no answer in time. */
    failures: 0,
    timeouts: 0,
    /** Attempts that were not sent: the breaker was open, or too many requests waited. */
    refusals: 0,
  };
  /** When the subgraph last answered, by `performance.now()`; null: never. */
  let answeredAt: number | null = null;

  function noteAnswer(received: ReceivedAnswer): ReceivedAnswer {
    if (received.statusCode >= 500) counts.failures += 1;
    answeredAt = performance.now();
    return received;
  }

  function noteError(error: unknown): never {
    if (isFaulty(error)) counts.failures += 1;
    const kind = error instanceof SubgraphFailure ? error.kind : null;
    if (kind === "timed out") counts.timeouts += 1;
    if (kind === "not asked") counts.refusals += 1;
    throw error;
  }

  return {
    /** The counts since the start. */
    get counts() {
      return { ...counts, answeredAt };
    },
    /** Waits for an attempt, and counts it. */
    watch(attempt: Promise<ReceivedAnswer>): Promise<ReceivedAnswer> {
      counts.attempts += 1;
      return attempt.then(noteAnswer, noteError);
    },
    noteRetry(): void {
      counts.retries += 1;
    },
  };
}
