import type { FailureKind } from "./subgraph-failure.ts";

/** One attempt at a subgraph; `SUBGRAPH_TIMEOUT_MS`. */
export const DEFAULT_ATTEMPT_TIMEOUT_MS = 2_000;

/** An attempt that had a smaller share of its time does not count against the subgraph. */
const TELLING_SHARE = 0.5;

/**
 * Whose fault it is that an attempt was cut off: the subgraph's ("timed out"), or not ("out of time").
 * @param availableMs what was left of `timeoutMs`, or of the client request's time
 * @param isPaused whether the router itself has paused the reading of the answer
 */
export function classifyTimeout(timeoutMs: number, availableMs: number, isPaused: boolean): FailureKind {
  return isPaused || availableMs < timeoutMs * TELLING_SHARE ? "out of time" : "timed out";
}
