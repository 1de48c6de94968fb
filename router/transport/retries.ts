import type { OperationDeadline } from "./operation-deadline.ts";
import { type FailureKind, SubgraphFailure } from "./subgraph-failure.ts";

/** Attempts of a query beside the first; `SUBGRAPH_RETRIES`. A mutation is sent once: it may have taken effect. */
export const DEFAULT_RETRIES = 2;
/** What `SUBGRAPH_RETRIES` may be at most. */
export const MAXIMUM_RETRIES = 2;

/** How often a failed query is sent in all; once if its kind is not listed. */
const MAXIMUM_ATTEMPTS: Readonly<Partial<Record<FailureKind, number>>> = {
  unreachable: 3,
  "gateway error": 3,
  busy: 2,
  // The client has waited long: one more attempt, not two.
  "timed out": 2,
};

/** Before the first retry, give or take half; it doubles with each. */
const FIRST_DELAY_MS = 50;

/** What decides whether a failed request is sent again. */
export interface RetryRules {
  readonly kind: "query" | "mutation";
  /** Attempts of a query beside the first. */
  readonly retries: number;
  readonly deadline: OperationDeadline;
  /** Whether the subgraph may be sent one more. Called last: a retry that it allows is spent. */
  readonly allowRetry: () => boolean;
}

/**
 * Runs `attempt` until it succeeds, fails for good, or has been tried as often as it may.
 * @throws SubgraphFailure the last one
 */
export function runWithRetries<Result>(attempt: () => Promise<Result>, rules: RetryRules): Promise<Result> {
  return rules.kind === "mutation" ? attempt() : attempt().catch((error) => retry(attempt, rules, error));
}

async function retry<Result>(
  attempt: () => Promise<Result>,
  { retries, deadline, allowRetry }: RetryRules,
  firstError: unknown,
): Promise<Result> {
  let error = firstError;
  for (let attempts = 1; ; attempts += 1) {
    if (!(error instanceof SubgraphFailure)) throw error;
    const backOffMs = FIRST_DELAY_MS * 2 ** (attempts - 1) * (0.5 + Math.random());
    const delayMs = (error.retryAfter ?? 0) * 1000 + backOffMs;
    const isLast = attempts > retries || attempts >= (MAXIMUM_ATTEMPTS[error.kind] ?? 1);
    if (isLast || deadline.isCancelled || deadline.remainingMs() <= delayMs || !allowRetry()) throw error;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    try {
      return await attempt();
    } catch (nextError) {
      error = nextError;
    }
  }
}
