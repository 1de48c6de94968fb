import { channel } from "node:diagnostics_channel";
import { roundMilliseconds } from "../../packages/server/graphql/executed-statements.ts";
import type { RequestSummary } from "../../packages/server/http/request-log.ts";
import type { FailureKind } from "./subgraph-failure.ts";

/** How one fetch from a subgraph ended; retries and waits are part of it. */
export interface FinishedFetch {
  readonly subgraph: string;
  readonly outcome: "answered" | "defect" | FailureKind;
  readonly milliseconds: number;
}

/** Where every `FinishedFetch` of the process is published. */
export const finishedFetches = channel("supergraph:finished-fetch");

type FetchSummary = Pick<RequestSummary, "subgraphs">;

/**
 * Begins to time a fetch from `subgraph`.
 * @returns ends it: notes in `summary`, and publishes, how long it took and how it ended
 */
export function watchFetch(subgraph: string, summary: FetchSummary): (outcome: FinishedFetch["outcome"]) => void {
  const startedAt = performance.now();
  return (outcome) => {
    const milliseconds = performance.now() - startedAt;
    noteTiming(summary, subgraph, milliseconds);
    finishedFetches.publish({ subgraph, outcome, milliseconds } satisfies FinishedFetch);
  };
}

function noteTiming(summary: FetchSummary, subgraph: string, milliseconds: number): void {
  summary.subgraphs ??= {};
  const timing = summary.subgraphs[subgraph];
  if (timing === undefined) {
    summary.subgraphs[subgraph] = { fetches: 1, milliseconds: roundMilliseconds(milliseconds) };
  } else {
    timing.fetches += 1;
    timing.milliseconds = roundMilliseconds(timing.milliseconds + milliseconds);
  }
}
