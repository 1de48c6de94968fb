import type { RecordedFetch } from "../subgraphs/fixed-answers.ts";

/** What the floor does for one operation. */
export interface Replay {
  /** The request's body. */
  readonly request: string;
  /** The fetches a router made for it: those of one wave side by side, one wave after another. */
  readonly waves: readonly (readonly { readonly url: string; readonly body: string }[])[];
  /** The answer's body. */
  readonly answer: string;
}

/** A fetch that began when all those before it had ended needed what they brought: it begins a new wave. */
export function buildReplay(
  request: string,
  answer: string,
  fetches: readonly RecordedFetch[],
  urls: Readonly<Record<string, string>>,
): Replay {
  const waves: { url: string; body: string }[][] = [];
  let waveEndsAt = Number.NEGATIVE_INFINITY;
  for (const { subgraph, body, startedAt, endedAt } of fetches.toSorted((a, b) => a.startedAt - b.startedAt)) {
    if (startedAt >= waveEndsAt) waves.push([]);
    waves.at(-1)?.push({ url: urls[subgraph] ?? "", body });
    waveEndsAt = Math.max(waveEndsAt, endedAt);
  }
  return { request, answer, waves };
}
