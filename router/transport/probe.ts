import { ROUTER } from "./connection-shares.ts";
import { type BuildHeaders, identifyRouter } from "./forwarded-headers.ts";
import type { Posting, ReceivedAnswer } from "./http-exchange.ts";
import { OperationDeadline } from "./operation-deadline.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** What any GraphQL server can answer, and how long it may take. */
const QUESTION = JSON.stringify({ query: "{ __typename }" });
const MAXIMUM_PROBE_MS = 1_000;

/** If no request comes, a failing subgraph is asked again after this long. */
const PROBE_INTERVAL_MS = 250;
/** A request makes the router ask sooner, but not sooner than this after the last answer. */
const MINIMUM_INTERVAL_MS = 10;
/** How long requests wait for a probe: a subgraph that is back answers at once. */
const MAXIMUM_WAIT_MS = 100;

/** Asks the subgraph the router's own question. It must end in time. */
export type Probe = () => Promise<ReceivedAnswer>;

/** Builds the request with the router's own question. @param timeoutMs what one attempt may take */
export function buildQuestion(buildHeaders: BuildHeaders, timeoutMs: number): Posting {
  const availableMs = Math.min(MAXIMUM_PROBE_MS, timeoutMs);
  return {
    caller: ROUTER,
    headers: buildHeaders(QUESTION, identifyRouter()),
    body: QUESTION,
    readVerbatim: null,
    parse: JSON.parse,
    timeoutMs: availableMs,
    deadline: new OperationDeadline(availableMs),
  };
}

/**
 * Makes what asks a failing subgraph again and again, until it answers. It rests until it is started.
 * @param note called with the outcome of each probe, before `join` resolves
 */
export function createProber(probe: Probe, note: (hasAnswer: boolean) => void) {
  let isOn = false;
  let timer: NodeJS.Timeout | undefined;
  let endedAt = Number.NEGATIVE_INFINITY;
  let joined: Promise<unknown> | null = null;

  function schedule(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void join(), PROBE_INTERVAL_MS).unref();
  }

  function join(): Promise<unknown> {
    clearTimeout(timer);
    joined ??= endsSoon(askInTurn());
    return joined;
  }

  async function askInTurn(): Promise<boolean> {
    const waitMs = endedAt + MINIMUM_INTERVAL_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
    const hasAnswer = isOn && (await isAnswered(probe()));
    endedAt = performance.now();
    joined = null;
    if (!isOn) return false;
    if (!hasAnswer) schedule();
    note(hasAnswer);
    return hasAnswer;
  }

  return {
    start(): void {
      isOn = true;
      if (joined === null) schedule();
    },
    /** Waits for the probe under way, or for one that begins at once, but not for long. */
    join,
    stop(): void {
      isOn = false;
      clearTimeout(timer);
    },
  };
}

/** Whether `answer` comes from the subgraph itself. A subgraph that refuses the question is there. */
export function isAnswered(answer: Promise<ReceivedAnswer>): Promise<boolean> {
  return answer.then(
    ({ statusCode }) => statusCode < 500,
    (error) => error instanceof SubgraphFailure && error.verdict === "healthy",
  );
}

/** The value of `outcome`; false if it is not known soon. */
export function endsSoon(outcome: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const patience = setTimeout(resolve, MAXIMUM_WAIT_MS, false);
    void outcome.then((value) => {
      clearTimeout(patience);
      resolve(value);
    });
  });
}
