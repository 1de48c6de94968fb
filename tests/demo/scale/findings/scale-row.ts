import type { FaultRow } from "../../support/fault-row.ts";
import { countOutcomes } from "../../support/outcomes.ts";
import type { Findings } from "./findings.ts";

/** What is promised of an event beside that nothing is lost and no answer wrong. */
export interface Judgement {
  readonly fault: string;
  /** In words, what goes before the counts; empty: nothing does. */
  readonly said?: string;
  readonly outageMs: number | null;
  readonly promise: string;
  readonly isKept: boolean;
}

/** The row of an event: a promise is kept when it is, and when nothing acknowledged, and no event, was lost or wrong. */
export function buildScaleRow(findings: Findings, judgement: Judgement): FaultRow {
  const { writes, lostWrites, events, lostEvents, wrong } = findings;
  const { fault, said = "", outageMs, promise } = judgement;
  const isKept = judgement.isKept && lostWrites.length + lostEvents + wrong.length === 0;
  const lost = [
    ...(said === "" ? [] : [said]),
    `${lostWrites.length} of ${writes} acknowledged writes`,
    `${lostEvents} of ${events} events`,
    ...(isKept ? [] : describeFailures(findings)),
  ].join("; ");
  return { fault, lost, outageMs, ...countOutcomes(findings.requests), promise, isKept };
}

const MOST_FAILURES = 3;

/** What went wrong: the most frequent first, and at the end what went wrong last. */
function describeFailures({ requests, wrong, lostWrites }: Findings): string[] {
  const failures = requests.filter(({ kind }) => kind !== "whole").map(describeFailure);
  const counts = new Map<string, number>();
  for (const failure of failures) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  const frequent = [...counts].sort(([, one], [, other]) => other - one).slice(0, MOST_FAILURES);
  const last = failures.at(-1);
  return [
    ...[...wrong, ...lostWrites].slice(0, MOST_FAILURES),
    ...frequent.map(([failure, count]) => `${count} times ${failure}`),
    ...(last === undefined ? [] : [`last ${last}`]),
  ];
}

function describeFailure({ operation, text }: Findings["requests"][number]): string {
  const [, code] = /"code":"(\w+)"/.exec(text) ?? [];
  return `${operation}: ${code ?? text.slice(0, 100).replaceAll(/\s+/g, " ")}`;
}

/** From `startedAt` until the last answer that was not whole, in ms; 0 when all were. */
export function measureErrors({ requests }: Findings, startedAt: number): number {
  const ends = requests.filter(({ kind }) => kind !== "whole").map(({ endedAt }) => endedAt - startedAt);
  return Math.max(0, ...ends);
}
