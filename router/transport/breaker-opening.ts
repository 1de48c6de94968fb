import { CircuitState, SamplingBreaker } from "cockatiel";
import { areIndependent, type FailureSource, haveOtherCallers } from "./failure-source.ts";

/** So many failures in a row open the breaker; `SUBGRAPH_BREAKER_FAILURES`. */
export const DEFAULT_BREAKER_FAILURES = 3;

/** A subgraph that still answers now and then is given up at this share of failures over this time. */
const FAILURE_SHARE = 0.5;
const WINDOW_MS = 10_000;
/** The share counts once the window holds this many times the failures in a row. */
const SAMPLE_FACTOR = 10;

/** Failures in a row count only after this long without a success: of many requests, three in a row fail by chance. */
const SILENCE_MS = 100;

/** What a failure means. "doubtful": one caller or one document may be the cause, so that another witness is needed. */
export type FailureVerdict = "give up" | "doubtful" | "tolerable";

/**
 * Makes the rule by which a breaker opens. It judges the subgraph, not one caller or one operation. So many failures in
 * a row find a subgraph that hangs or is gone; half of the requests find one that fails now and then. Both need failures
 * of two callers and of two documents. In the share, repeated failures of one caller or of one document count once.
 * @param failures `Infinity` never opens it
 */
export function createFailureRule(failures: number) {
  const minimumRps = (failures * SAMPLE_FACTOR * 1000) / WINDOW_MS;
  const sampled = new SamplingBreaker({ threshold: FAILURE_SHARE, duration: WINDOW_MS, minimumRps });
  let row = createFailureRow();
  let succeededAt = Number.NEGATIVE_INFINITY;
  /** The last failure that counted in the share; null: none, or the router's own. */
  let counted: FailureSource | null = null;

  function judge(isOverShare: boolean): FailureVerdict {
    const isLong = row.count() >= failures && performance.now() - succeededAt >= SILENCE_MS;
    return isOverShare || (isLong && row.isBroad()) ? "give up" : "tolerable";
  }

  return {
    /** The failures since the last success. */
    get row() {
      return row;
    },
    noteSuccess(): void {
      if (row.count() > 0) row = createFailureRow();
      succeededAt = performance.now();
      sampled.success(CircuitState.Closed);
    },
    noteFailure(source: FailureSource): FailureVerdict {
      row.add(source);
      const isRepeated = counted !== null && !areIndependent(source, counted);
      if (!isRepeated) counted = source;
      const verdict = judge(!isRepeated && sampled.failure(CircuitState.Closed));
      return verdict === "tolerable" && isRepeated && failures < Infinity ? "doubtful" : verdict;
    },
    /**
     * Notes the answer to the router's own question, which it asked because the row `doubtful` was. A failure counts as
     * one of another caller with another document. A success ends a row that has only one caller or one document.
     */
    noteWitness(doubtful: FailureRow, hasFailed: boolean): FailureVerdict {
      if (doubtful === row && hasFailed) row.confirm();
      else if (doubtful === row && !row.isBroad()) row = createFailureRow();
      if (!hasFailed) return "tolerable";
      counted = null;
      return judge(sampled.failure(CircuitState.Closed));
    },
    reset(): void {
      row = createFailureRow();
      counted = null;
      sampled.success(CircuitState.HalfOpen);
    },
  };
}

/** Failures without a success between them. */
type FailureRow = ReturnType<typeof createFailureRow>;

function createFailureRow() {
  let count = 0;
  let first: FailureSource | null = null;
  let hasOtherCaller = false;
  let hasOtherDocument = false;
  let isConfirmed = false;
  return {
    count: () => count,
    /** Whether two callers and two documents failed. */
    isBroad: () => isConfirmed || (hasOtherCaller && hasOtherDocument),
    /** Whether the router's own question failed as well. */
    isConfirmed: () => isConfirmed,
    add(source: FailureSource): void {
      count += 1;
      first ??= source;
      hasOtherCaller ||= haveOtherCallers(source, first);
      hasOtherDocument ||= source.document !== first.document;
    },
    confirm(): void {
      isConfirmed = true;
    },
  };
}
