/** How one request went. Times are those of `performance.now()`. */
export interface Outcome {
  readonly kind: "whole" | "partial" | "failed";
  readonly sentAt: number;
  readonly endedAt: number;
  /** The answer, or the error of the connection. */
  readonly text: string;
}

/** The counts of a row. */
export function countOutcomes(outcomes: readonly Outcome[]): Record<"requests" | "partial" | "failed", number> {
  const count = (kind: Outcome["kind"]) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return { requests: outcomes.length, partial: count("partial"), failed: count("failed") };
}

/** From `startedAt` to the first whole answer after the last other one, in ms; 0 when all were whole. */
export function measureOutage(outcomes: readonly Outcome[], startedAt: number): number {
  const last = outcomes.findLastIndex(({ kind }) => kind !== "whole");
  if (last === -1) return 0;
  return (outcomes[last + 1]?.endedAt ?? Infinity) - startedAt;
}

/** What an answer of GraphQL is worth to who asked. */
export function judgeAnswer(text: string): Outcome["kind"] {
  const { data, errors } = JSON.parse(text) as { data?: object | null; errors?: readonly unknown[] };
  if (errors === undefined) return "whole";
  const isSomethingLeft = Object.values(data ?? {}).some((value) => value !== null);
  return isSomethingLeft ? "partial" : "failed";
}
