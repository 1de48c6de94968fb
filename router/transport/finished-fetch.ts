import { channel } from "node:diagnostics_channel";
import type { FailureKind } from "./subgraph-failure.ts";

/** What asking a subgraph for one thing has come to, retries and waits included. */
export interface FinishedFetch {
  readonly subgraph: string;
  readonly outcome: "answered" | "defect" | FailureKind;
  readonly milliseconds: number;
}

/** Where every `FinishedFetch` of the process is published for whoever watches. */
export const finishedFetches = channel("supergraph:finished-fetch");
