import type { Problem } from "../composition/problem.ts";
import type { StepResult } from "./step.ts";

/** Builds the result of a step that did its work: failed when one of its findings is an error. */
export function buildStepResult(
  summary: string,
  findings: readonly Problem[],
  details: Readonly<Record<string, unknown>>,
): StepResult {
  const failed = findings.some(({ severity }) => severity === "error");
  return { status: failed ? "failed" : "passed", summary, findings, details };
}

/** Builds the result of a step that had nothing to look at. */
export function buildSkippedResult(summary: string): StepResult {
  return { status: "skipped", summary, findings: [] };
}

/** What a step that needs the composed graph says when there is none. */
export const NOTHING_COMPOSED = "skipped: the subgraphs do not compose";

/** Counts in words: `1 error`, `3 errors`, `no errors`. */
export function formatCount(count: number, noun: string): string {
  return `${count === 0 ? "no" : count} ${noun}${count === 1 ? "" : "s"}`;
}
