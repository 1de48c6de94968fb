import type { Problem } from "../composition/problem.ts";

/** The result of one step of the check. */
export interface StepResult {
  /** `skipped`: it is off, there was nothing to compare with, or the subgraphs do not compose; `summary` says which. */
  readonly status: "passed" | "failed" | "skipped";
  /** One line for people: `2 breaking changes, 1 of them in use`. */
  readonly summary: string;
  /** A failed step has at least one with severity `error`; warnings do not fail a step. */
  readonly findings: readonly Problem[];
  /** The step's own figures for `--format json`, documented where the step is defined. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The result of a step that ran: failed if one of its findings is an error. */
export function buildStepResult(
  summary: string,
  findings: readonly Problem[],
  details: Readonly<Record<string, unknown>>,
): StepResult {
  const failed = findings.some(({ severity }) => severity === "error");
  return { status: failed ? "failed" : "passed", summary, findings, details };
}

/** The result of a step that had nothing to check. */
export function buildSkippedResult(summary: string): StepResult {
  return { status: "skipped", summary, findings: [] };
}

/** The summary of a step that needs the composed graph, when there is none. */
export const NOTHING_COMPOSED = "skipped: the subgraphs do not compose";

/** Counts in words: `1 error`, `3 errors`, `no errors`. */
export function formatCount(count: number, noun: string): string {
  return `${count === 0 ? "no" : count} ${noun}${count === 1 ? "" : "s"}`;
}
