import type { ReceivedAnswer } from "./http-exchange.ts";
import { isFaulty, SubgraphFailure } from "./subgraph-failure.ts";

/** How the requests to a subgraph have ended since the start. */
export interface AttemptCounts {
  /** Requests, retries included, and refused ones too. */
  readonly attempts: number;
  readonly retries: number;
  /** Attempts that count against the subgraph, and those of them that got no answer in time. */
  readonly failures: number;
  readonly timeouts: number;
  /** Attempts that were not sent: the breaker was open, or too many requests waited. */
  readonly refusals: number;
  /** When the subgraph last answered, by `performance.now()`; null: never. */
  readonly answeredAt: number | null;
}

/** Makes a counter of attempts, at zero. */
export function createAttemptCounter() {
  const counts = { attempts: 0, retries: 0, failures: 0, timeouts: 0, refusals: 0 };
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
    get counts(): AttemptCounts {
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
