import { type IBreaker, SamplingBreaker } from "cockatiel";

/** The share of failures, and over how long, at which a subgraph is given up that still answers now and then. */
const FAILURE_SHARE = 0.5;
const WINDOW_MS = 10_000;
/** The window must hold this many times the failures in a row before their share counts. */
const SAMPLE_FACTOR = 10;

/**
 * Makes the rule by which a breaker opens: so many failures in a row, which finds a subgraph that hangs or is gone
 * within its first failures, or half of the requests, which finds one that fails now and then.
 * @param failures `Infinity` never opens it
 */
export function createFailureRule(failures: number): IBreaker {
  const minimumRps = (failures * SAMPLE_FACTOR * 1000) / WINDOW_MS;
  const inRow = createRowRule(failures);
  const sampled = new SamplingBreaker({ threshold: FAILURE_SHARE, duration: WINDOW_MS, minimumRps });
  return {
    state: undefined,
    success(state) {
      inRow.success(state);
      sampled.success(state);
    },
    failure(state) {
      const isRow = inRow.failure(state);
      return sampled.failure(state) || isRow;
    },
  };
}

/**
 * Failures in a row need this long without a success to mean anything: of a thousand requests a second, a third of
 * which fail, three in a row do every second.
 */
const SILENCE_MS = 100;

function createRowRule(failures: number): IBreaker {
  let inRow = 0;
  let succeededAt = Number.NEGATIVE_INFINITY;
  return {
    state: undefined,
    success() {
      inRow = 0;
      succeededAt = performance.now();
    },
    failure() {
      inRow += 1;
      return inRow >= failures && performance.now() - succeededAt >= SILENCE_MS;
    },
  };
}
