import type { ReceivedAnswer } from "./exchange.ts";
import { createFailureRule, type FailureSource, type FailureVerdict } from "./failure-rule.ts";
import { createProber, endsSoon, isAnswered, type Probe } from "./prober.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** Closed: requests pass. Open: none does. Half-open: the subgraph answers again, and one request shall prove it. */
export type BreakerState = "closed" | "open" | "half-open";

/** Stands before one subgraph, so that requests do not wait for it while it fails. */
export interface CircuitBreaker<Request> {
  readonly state: BreakerState;
  /**
   * Sends `request` and learns from it. While the breaker is open, the request first waits for a probe, a tenth of a
   * second at most.
   * @throws SubgraphFailure when the subgraph is not to be asked
   */
  run(request: Request): Promise<ReceivedAnswer>;
  /** Tells it that the subgraph has answered a question for its health. */
  noteAnswer(): void;
  /** Probes no more. */
  stop(): void;
}

/** What a breaker stands before. */
export interface GuardedSubgraph<Request> {
  readonly name: string;
  /** So many failures in a row open it; `Infinity` never does. */
  readonly failures: number;
  readonly send: (request: Request) => Promise<ReceivedAnswer>;
  /** Asked only of requests that failed. */
  readonly describeSource: (request: Request) => FailureSource;
  readonly probe: Probe;
  readonly onChange: (state: BreakerState, failure: unknown) => void;
}

/**
 * Makes a breaker. While one caller or one document alone fails, it asks the subgraph itself before it opens. While it
 * is open it probes the subgraph by itself, so that recovery needs no client. If the subgraph answered probes while
 * operations failed, one operation must succeed before the others pass.
 */
export function createCircuitBreaker<Request>(subgraph: GuardedSubgraph<Request>): CircuitBreaker<Request> {
  const { name, failures, send, describeSource, probe, onChange } = subgraph;
  const rule = createFailureRule(failures);
  const prober = createProber(probe, noteProbe);
  let state: BreakerState = "closed";
  let lastFailure: unknown = null;
  let needsTrial = false;
  let trial: Promise<boolean> | null = null;
  let isAskingWitness = false;
  let isStopped = false;

  function change(next: BreakerState): void {
    state = next;
    onChange(next, lastFailure);
  }

  function open(): void {
    if (!isStopped) prober.start();
    change("open");
  }

  function close(): void {
    prober.stop();
    rule.reset();
    change("closed");
  }

  function noteProbe(hasAnswer: boolean): void {
    // Operations failed because the subgraph was not there, so that its answer is proof enough.
    if (!hasAnswer) needsTrial = false;
    else if (needsTrial) change("half-open");
    else close();
  }

  function noteFailure(request: Request, failure: unknown): void {
    // Requests that began before it opened do not tell anything new.
    if (state !== "closed") return;
    lastFailure = failure;
    apply(rule.noteFailure(describeSource(request)));
  }

  function apply(verdict: FailureVerdict): void {
    if (verdict === "doubtful" && !isAskingWitness) void askWitness();
    if (verdict !== "give up") return;
    needsTrial = !rule.row.isConfirmed();
    open();
    // Whether the subgraph is gone decides what requests wait for.
    if (needsTrial) void prober.join();
  }

  async function askWitness(): Promise<void> {
    const { row } = rule;
    isAskingWitness = true;
    const hasFailed = await isFaulty(probe());
    isAskingWitness = false;
    if (state === "closed") apply(rule.noteWitness(row, hasFailed));
  }

  function observe(request: Request): Promise<ReceivedAnswer> {
    return send(request).then(
      (received) => {
        if (isServerError(received)) noteFailure(request, new Error(`HTTP ${received.statusCode}`));
        else if (state === "closed") rule.noteSuccess();
        return received;
      },
      (error) => {
        if (error instanceof SubgraphFailure && error.meaning.verdict === "faulty")
          noteFailure(request, error);
        throw error;
      },
    );
  }

  async function tryOut(request: Request): Promise<ReceivedAnswer> {
    const outcome = send(request);
    const passed = isAnswered(outcome);
    trial = endsSoon(passed);
    const isPassed = await passed;
    trial = null;
    if (isPassed) close();
    else open();
    return outcome;
  }

  async function meet(request: Request): Promise<ReceivedAnswer> {
    // Where operations fail although the subgraph answers probes, there is no return to wait for.
    if (state === "open" && !needsTrial) await prober.join();
    if (state === "half-open") {
      if (trial === null) return tryOut(request);
      await trial;
    }
    if (state === "closed") return observe(request);
    const cause = new Error(`it has failed: ${describe(lastFailure)}`);
    throw new SubgraphFailure("not asked", name, cause);
  }

  return {
    get state() {
      return state;
    },
    run: (request) => (state === "closed" ? observe(request) : meet(request)),
    noteAnswer() {
      if (state !== "open") return;
      prober.stop();
      noteProbe(true);
    },
    stop() {
      isStopped = true;
      prober.stop();
    },
  };
}

/** A GraphQL answer goes to the client whatever its status, but HTTP 500 is no sign of health. */
function isServerError({ statusCode }: ReceivedAnswer): boolean {
  return statusCode >= 500;
}

function isFaulty(answer: Promise<ReceivedAnswer>): Promise<boolean> {
  return answer.then(
    isServerError,
    (error) => error instanceof SubgraphFailure && error.meaning.verdict === "faulty",
  );
}

function describe(failure: unknown): string {
  const cause = failure instanceof SubgraphFailure ? failure.cause : failure;
  return cause instanceof Error ? cause.message : String(cause);
}
