import type { FailureKind } from "./subgraph-failure.ts";

/** One attempt at a subgraph; `SUBGRAPH_TIMEOUT_MS`. */
export const DEFAULT_ATTEMPT_TIMEOUT_MS = 2_000;

/** An attempt that had a smaller share of its time does not count against the subgraph. */
const TELLING_SHARE = 0.5;

/** The time that an attempt had. */
export interface AttemptTime {
  /** What one attempt may take. */
  readonly timeoutMs: number;
  /** What was left of it, or of the client request's time. */
  readonly availableMs: number;
  /** Whether the router itself has paused the reading of the answer. */
  readonly isPaused: boolean;
}

/** Whose fault it is that an attempt was cut off: the subgraph's ("timed out"), or not ("out of time"). */
export function classifyTimeout({ timeoutMs, availableMs, isPaused }: AttemptTime): FailureKind {
  return isPaused || availableMs < timeoutMs * TELLING_SHARE ? "out of time" : "timed out";
}
