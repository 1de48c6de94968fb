import type { RequestLifetime } from "./request-lifetime.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** Before the first retry, give or take half; it doubles with each. */
const FIRST_DELAY_MS = 50;

/** What decides whether a failed request is sent again. */
export interface RetryRules {
  /** Tries beside the first; 0 for what must reach its subgraph once. */
  readonly retries: number;
  readonly lifetime: RequestLifetime;
  /** Whether, the request's own rules aside, the subgraph may be sent one more. */
  readonly allowRetry: () => boolean;
}

/**
 * Runs `attempt` until it succeeds, fails for good, or has been tried as often as it may.
 * @throws SubgraphFailure the last one
 */
export function runWithRetries<Result>(attempt: () => Promise<Result>, rules: RetryRules): Promise<Result> {
  return attempt().catch((error) => retry(attempt, rules, error));
}

async function retry<Result>(
  attempt: () => Promise<Result>,
  { retries, lifetime, allowRetry }: RetryRules,
  firstError: unknown,
): Promise<Result> {
  let error = firstError;
  for (let tries = 1; ; tries += 1) {
    if (!(error instanceof SubgraphFailure)) throw error;
    const backOffMs = FIRST_DELAY_MS * 2 ** (tries - 1) * (0.5 + Math.random());
    const delayMs = (error.retryAfter ?? 0) * 1000 + backOffMs;
    const isWorthATry = tries <= retries && tries < error.meaning.mostTries;
    // In this order: what is asked last is spent.
    if (!isWorthATry || lifetime.isCancelled || lifetime.remainingMs() <= delayMs || !allowRetry()) {
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    try {
      return await attempt();
    } catch (nextError) {
      error = nextError;
    }
  }
}
