import { CircuitState, circuitBreaker, handleWhen } from "cockatiel";
import type { ReceivedAnswer } from "./exchange.ts";
import { createFailureRule } from "./failure-rule.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** How long a subgraph is left alone before it is asked again; recovery takes little longer. */
const PROBE_INTERVAL_MS = 250;

/** Closed: requests pass. Open: none does. Half-open: the subgraph answers again, and one request shall prove it. */
export type BreakerState = "closed" | "open" | "half-open";

/** Stands before one subgraph, and lets nobody wait for it while it fails. */
export interface CircuitBreaker {
  readonly state: BreakerState;
  /** Runs `attempt` and learns from it. @throws SubgraphFailure at once while the subgraph is not to be asked */
  run(attempt: () => Promise<ReceivedAnswer>): Promise<ReceivedAnswer>;
  /** Probes no more. */
  stop(): void;
}

/** What a breaker stands before. */
export interface GuardedSubgraph {
  readonly name: string;
  /** So many failures in a row open it; `Infinity` never does. */
  readonly failures: number;
  /** Asks the subgraph what any can answer; it must end in time. */
  readonly probe: () => Promise<ReceivedAnswer>;
  readonly onChange: (state: BreakerState, failure: unknown) => void;
}

/**
 * Makes a breaker. While it is open it probes the subgraph by itself, so that no client has to wait for a probe, and
 * recovery needs no client. A probe may succeed where real operations hang: it lets one of them pass first, and the
 * others when that one was answered.
 */
export function createCircuitBreaker({ name, failures, probe, onChange }: GuardedSubgraph): CircuitBreaker {
  const rule = createFailureRule(failures);
  const policy = circuitBreaker(
    handleWhen((error) => isFailure(error, policy.state)).orWhenResult(isServerError),
    // The prober says when, by a clock that cannot be set back; the policy's could keep it open for an hour.
    { halfOpenAfter: Number.NEGATIVE_INFINITY, breaker: rule },
  );
  const prober = createProber(probe, () => onChange("half-open", lastFailure));
  let lastFailure: unknown = null;

  policy.onBreak((reason) => {
    lastFailure = "error" in reason ? reason.error : new Error("HTTP 500");
    prober.start();
    onChange("open", lastFailure);
  });
  policy.onReset(() => onChange("closed", lastFailure));

  /** What the policy would do with a success; the promises that it makes beside cost more than a fetch's own. */
  function noteResult(received: ReceivedAnswer): ReceivedAnswer | Promise<ReceivedAnswer> {
    if (isServerError(received)) return tellPolicy(async () => received);
    rule.success(CircuitState.Closed);
    return received;
  }

  function noteFailure(error: unknown): Promise<ReceivedAnswer> {
    return tellPolicy(() => Promise.reject(error));
  }

  /** Of what began before the policy opened it learns nothing new. */
  function tellPolicy(outcome: () => Promise<ReceivedAnswer>): Promise<ReceivedAnswer> {
    return policy.state === CircuitState.Closed ? policy.execute(outcome) : outcome();
  }

  return {
    get state() {
      if (policy.state === CircuitState.Closed) return "closed";
      return prober.hasAnswer ? "half-open" : "open";
    },
    run(attempt) {
      if (policy.state === CircuitState.Closed) return attempt().then(noteResult, noteFailure);
      if (policy.state === CircuitState.Open && prober.hasAnswer) return policy.execute(attempt);
      // The policy would let a request that comes during the trial wait for its end.
      const cause = new Error(`it has failed: ${describe(lastFailure)}`);
      return Promise.reject(new SubgraphFailure("not asked", name, cause));
    },
    stop: () => prober.stop(),
  };
}

/** The policy takes a trial for passed unless it failed: one that was cut off has shown nothing. */
function isFailure(error: Error, state: CircuitState): boolean {
  if (!(error instanceof SubgraphFailure)) return false;
  const { verdict } = error.meaning;
  return verdict === "faulty" || (verdict === "unknown" && state === CircuitState.HalfOpen);
}

/** A GraphQL answer goes to the client whatever its status, but HTTP 500 is no sign of health. */
function isServerError(result: unknown): boolean {
  return (result as ReceivedAnswer).statusCode >= 500;
}

function describe(failure: unknown): string {
  const cause = failure instanceof SubgraphFailure ? failure.cause : failure;
  return cause instanceof Error ? cause.message : String(cause);
}

/** Asks again and again, from its start to the first answer. */
interface Prober {
  readonly hasAnswer: boolean;
  start(): void;
  stop(): void;
}

function createProber(probe: () => Promise<ReceivedAnswer>, onAnswer: () => void): Prober {
  let hasAnswer = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  function wait(): void {
    if (!isStopped) timer = setTimeout(() => void ask(), PROBE_INTERVAL_MS).unref();
  }

  async function ask(): Promise<void> {
    // A subgraph that refuses the question is there.
    hasAnswer = await probe().then(
      (received) => !isServerError(received),
      (error) => error instanceof SubgraphFailure && error.meaning.verdict === "healthy",
    );
    if (hasAnswer) onAnswer();
    else wait();
  }

  return {
    get hasAnswer() {
      return hasAnswer;
    },
    start() {
      hasAnswer = false;
      wait();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
