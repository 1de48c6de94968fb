import { createFailureRule, type FailureVerdict } from "./breaker-opening.ts";
import type { FailureSource } from "./failure-source.ts";
import type { ReceivedAnswer } from "./http-exchange.ts";
import { createProber, endsSoon, isAnswered, type Probe } from "./probe.ts";
import { isFaulty, SubgraphFailure } from "./subgraph-failure.ts";

/** Closed: requests pass. Open: none passes. Half-open: the subgraph answers again, and one request tests it. */
export type BreakerState = "closed" | "open" | "half-open";

/** The subgraph that a breaker guards. */
export interface GuardedSubgraph<Request> {
  readonly name: string;
  /** So many failures in a row open the breaker; `Infinity` never does. */
  readonly failures: number;
  readonly send: (request: Request) => Promise<ReceivedAnswer>;
  /** Called only for requests that failed. */
  readonly describeSource: (request: Request) => FailureSource;
  readonly probe: Probe;
  readonly onChange: (state: BreakerState, failure: unknown) => void;
}

/**
 * Makes a breaker, which keeps requests from waiting for a subgraph while it fails. If only one caller or one document
 * fails, it asks the subgraph itself before it opens. While it is open it probes the subgraph, so that recovery needs no
 * client. If the subgraph answered probes while operations failed, one operation must succeed before the others pass.
 */
export function createCircuitBreaker<Request>(subgraph: GuardedSubgraph<Request>) {
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
    // If the subgraph was gone, its answer is proof enough that operations will succeed.
    if (!hasAnswer) needsTrial = false;
    else if (needsTrial) change("half-open");
    else close();
  }

  function noteFailure(request: Request, failure: unknown): void {
    // Requests that started before it opened do not update the breaker.
    if (state !== "closed") return;
    lastFailure = failure;
    apply(rule.noteFailure(describeSource(request)));
  }

  function apply(verdict: FailureVerdict): void {
    if (verdict === "doubtful" && !isAskingWitness) void askWitness();
    if (verdict !== "give up") return;
    needsTrial = !rule.row.isConfirmed();
    open();
    // The first probe tells whether the subgraph is gone, which decides what requests wait for.
    if (needsTrial) void prober.join();
  }

  async function askWitness(): Promise<void> {
    const { row } = rule;
    isAskingWitness = true;
    const hasFailed = await probe().then(isServerError, isFaulty);
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
        if (isFaulty(error)) noteFailure(request, error);
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
    // If operations fail although the subgraph answers probes, a probe would tell nothing new.
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
    get state(): BreakerState {
      return state;
    },
    /**
     * Sends `request` and learns from its outcome. If the breaker is open, it first waits for a probe, 100 ms at most.
     * @throws SubgraphFailure if the breaker stays open, or `send` fails
     */
    run: (request: Request): Promise<ReceivedAnswer> => (state === "closed" ? observe(request) : meet(request)),
    /** The subgraph has answered the router's own question. */
    noteAnswer(): void {
      if (state !== "open") return;
      prober.stop();
      noteProbe(true);
    },
    /** Ends the probing. */
    stop(): void {
      isStopped = true;
      prober.stop();
    },
  };
}

/** A GraphQL answer with HTTP 500 goes to the client, but counts against the subgraph. */
function isServerError({ statusCode }: ReceivedAnswer): boolean {
  return statusCode >= 500;
}

function describe(failure: unknown): string {
  const cause = failure instanceof SubgraphFailure ? failure.cause : failure;
  return cause instanceof Error ? cause.message : String(cause);
}
