import type { Outcome } from "../../support/outcomes.ts";

/** A request of one of the clients. */
export interface SentRequest extends Outcome {
  /** What it was, such as `add comment`. */
  readonly operation: string;
}

/** A stream of events that has ended, or was refused. Times are those of `performance.now()`. */
export interface EndedStream {
  readonly sentAt: number;
  readonly endedAt: number;
  readonly reason: string;
}

/** What all clients have seen. */
export interface Traffic {
  readonly requests: SentRequest[];
  readonly ends: EndedStream[];
  /** Answers that say something that is not so, one text for each. */
  readonly wrong: string[];
}

/** Makes a record of traffic without any. */
export function createTraffic(): Traffic {
  return { requests: [], ends: [], wrong: [] };
}
