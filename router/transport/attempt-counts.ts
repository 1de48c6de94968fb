import type { ReceivedAnswer } from "./exchange.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** What has become of the requests to a subgraph since the start. */
export interface AttemptCounts {
  /** Requests, retries included, and refused ones too. */
  readonly attempts: number;
  readonly retries: number;
  /** Attempts that speak against the subgraph, and those of them that got no answer in time. */
  readonly failures: number;
  readonly timeouts: number;
  /** Attempts that were refused before anything was sent: breaker open, or too many waiting. */
  readonly refusals: number;
  /** When the subgraph last answered, by `performance.now()`; null when it never has. */
  readonly answeredAt: number | null;
}

/** Counts what becomes of attempts. */
export interface AttemptCounter {
  readonly counts: AttemptCounts;
  /** Waits for an attempt, and counts it. */
  watch(attempt: Promise<ReceivedAnswer>): Promise<ReceivedAnswer>;
  noteRetry(): void;
}

/** Makes a counter at zero. */
export function createAttemptCounter(): AttemptCounter {
  const counts = { attempts: 0, retries: 0, failures: 0, timeouts: 0, refusals: 0 };
  let answeredAt: number | null = null;

  function noteFailure({ kind, meaning }: SubgraphFailure): void {
    if (meaning.verdict === "faulty") counts.failures += 1;
    if (kind === "timed out") counts.timeouts += 1;
    if (kind === "not asked") counts.refusals += 1;
  }

  function noteAnswer(received: ReceivedAnswer): ReceivedAnswer {
    if (received.statusCode >= 500) counts.failures += 1;
    answeredAt = performance.now();
    return received;
  }

  function noteError(error: unknown): never {
    if (error instanceof SubgraphFailure) noteFailure(error);
    throw error;
  }

  return {
    get counts() {
      return { ...counts, answeredAt };
    },
    watch(attempt) {
      counts.attempts += 1;
      return attempt.then(noteAnswer, noteError);
    },
    noteRetry() {
      counts.retries += 1;
    },
  };
}
