import { CircuitState, SamplingBreaker } from "cockatiel";

/** The share of failures, and over how long, at which a subgraph is given up that still answers now and then. */
const FAILURE_SHARE = 0.5;
const WINDOW_MS = 10_000;
/** The window must hold this many times the failures in a row before their share counts. */
const SAMPLE_FACTOR = 10;

/**
 * Failures in a row need this long without a success to mean anything: of a thousand requests a second, a third of
 * which fail, three in a row do every second.
 */
const SILENCE_MS = 100;

/** Which request failed. One client can have many accounts, so that two callers differ in their network too. */
export interface FailureSource {
  readonly caller: string;
  readonly network: string;
  /** The text of the operation, without its variables. */
  readonly document: string;
}

/**
 * What a failure means: "give up" the subgraph; "doubtful" when one caller or one document may be the cause, so that
 * another witness is needed; or nothing yet.
 */
export type FailureVerdict = "give up" | "doubtful" | "tolerable";

/** Decides when a breaker opens. It judges the subgraph, and neither one caller nor one operation. */
export interface FailureRule {
  noteSuccess(): void;
  noteFailure(source: FailureSource): FailureVerdict;
  /**
   * The router has asked the subgraph itself, because failures in `doubtful` were. Its failure is one of another caller
   * with another document. Its success clears the subgraph of a row that has but one of either.
   */
  noteWitness(doubtful: FailureRow, hasFailed: boolean): FailureVerdict;
  /** The failures since the last success. */
  readonly row: FailureRow;
  /** Forgets what it was told. */
  reset(): void;
}

/** Failures without a success between them. */
export interface FailureRow {
  count(): number;
  /** Whether two callers and two documents failed. */
  isBroad(): boolean;
  /** Whether the router's own question failed as well. */
  isConfirmed(): boolean;
}

/**
 * Makes the rule by which a breaker opens: so many failures in a row, which finds a subgraph that hangs or is gone
 * within its first failures, or half of the requests, which finds one that fails now and then. Both need failures of
 * two callers and of two documents. In the share, repeated failures of one caller or of one document count once.
 * @param failures `Infinity` never opens it
 */
export function createFailureRule(failures: number): FailureRule {
  const minimumRps = (failures * SAMPLE_FACTOR * 1000) / WINDOW_MS;
  const sampled = new SamplingBreaker({ threshold: FAILURE_SHARE, duration: WINDOW_MS, minimumRps });
  let row = createRow();
  let succeededAt = Number.NEGATIVE_INFINITY;
  /** The last failure that counted in the share; null stands for the router's own. */
  let counted: FailureSource | null = null;

  function judge(isOverShare: boolean): FailureVerdict {
    const isLong = row.count() >= failures && performance.now() - succeededAt >= SILENCE_MS;
    if (isOverShare || (isLong && row.isBroad())) return "give up";
    return "tolerable";
  }

  return {
    get row() {
      return row;
    },
    noteSuccess() {
      if (row.count() > 0) row = createRow();
      succeededAt = performance.now();
      sampled.success(CircuitState.Closed);
    },
    noteFailure(source) {
      row.add(source);
      const isRepeated = counted !== null && !isIndependent(source, counted);
      if (!isRepeated) counted = source;
      const verdict = judge(!isRepeated && sampled.failure(CircuitState.Closed));
      return verdict === "tolerable" && isRepeated && failures < Infinity ? "doubtful" : verdict;
    },
    noteWitness(doubtful, hasFailed) {
      if (doubtful === row && hasFailed) row.confirm();
      else if (doubtful === row && !row.isBroad()) row = createRow();
      if (!hasFailed) return "tolerable";
      counted = null;
      return judge(sampled.failure(CircuitState.Closed));
    },
    reset() {
      row = createRow();
      counted = null;
      sampled.success(CircuitState.HalfOpen);
    },
  };
}

function isIndependent(source: FailureSource, other: FailureSource): boolean {
  return source.document !== other.document && isOtherCaller(source, other);
}

function isOtherCaller(source: FailureSource, other: FailureSource): boolean {
  return source.caller !== other.caller && source.network !== other.network;
}

interface GrowingRow extends FailureRow {
  add(source: FailureSource): void;
  confirm(): void;
}

function createRow(): GrowingRow {
  let count = 0;
  let first: FailureSource | null = null;
  let hasOtherCaller = false;
  let hasOtherDocument = false;
  let isConfirmed = false;
  return {
    count: () => count,
    isBroad: () => isConfirmed || (hasOtherCaller && hasOtherDocument),
    isConfirmed: () => isConfirmed,
    add(source) {
      count += 1;
      first ??= source;
      hasOtherCaller ||= isOtherCaller(source, first);
      hasOtherDocument ||= source.document !== first.document;
    },
    confirm() {
      isConfirmed = true;
    },
  };
}
