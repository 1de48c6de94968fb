import type { ReceivedAnswer } from "./exchange.ts";
import { SubgraphFailure } from "./subgraph-failure.ts";

/** How long a failing subgraph is left alone before it is asked again, when no request comes for it. */
const PROBE_INTERVAL_MS = 250;
/** A request asks sooner than that, but no sooner than this after the last answer. */
const LEAST_INTERVAL_MS = 10;
/** How long requests wait for a probe. A subgraph that is back answers at once; one that hangs holds up nobody. */
const JOIN_MS = 100;

/** Asks the subgraph what any GraphQL server can answer; it must end in time. */
export type Probe = () => Promise<ReceivedAnswer>;

/** Asks a failing subgraph again and again, until it answers. */
export interface Prober {
  start(): void;
  /** Waits for the probe under way, or for one that begins at once, but not for long. */
  join(): Promise<unknown>;
  stop(): void;
}

/** Makes a prober, which rests until it is started. @param note told how each probe ended, before those who joined it */
export function createProber(probe: Probe, note: (hasAnswer: boolean) => void): Prober {
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
    const waitMs = endedAt + LEAST_INTERVAL_MS - performance.now();
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
    start() {
      isOn = true;
      if (joined === null) schedule();
    },
    join,
    stop() {
      isOn = false;
      clearTimeout(timer);
    },
  };
}

/** Whether `answer` comes from the subgraph itself. One that refuses the question is there. */
export function isAnswered(answer: Promise<ReceivedAnswer>): Promise<boolean> {
  return answer.then(
    ({ statusCode }) => statusCode < 500,
    (error) => error instanceof SubgraphFailure && error.meaning.verdict === "healthy",
  );
}

/** What `outcome` is, or false if it is not known soon. */
export function endsSoon(outcome: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const patience = setTimeout(resolve, JOIN_MS, false);
    void outcome.then((value) => {
      clearTimeout(patience);
      resolve(value);
    });
  });
}
