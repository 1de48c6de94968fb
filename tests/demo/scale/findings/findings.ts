import type { EndedStream, SentRequest } from "../clients/traffic.ts";

/** What has become of fifty clients while something happened to their stack. */
export interface Findings {
  readonly requests: readonly SentRequest[];
  /** Streams of events that ended. */
  readonly ends: readonly EndedStream[];
  /** How many writes are acknowledged. */
  readonly writes: number;
  readonly lostWrites: readonly string[];
  /** How many events all subscribers should have heard of, together. */
  readonly events: number;
  readonly lostEvents: number;
  /** Answers that were not so, events that came twice or in disorder, and what two subgraphs do not agree about. */
  readonly wrong: readonly string[];
}
