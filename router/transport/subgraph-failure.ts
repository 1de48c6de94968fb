import type { ErrorCode } from "../../packages/server/graphql/error-codes.ts";

/** How a request to a subgraph can fail, as clients see it. */
export type SubgraphFailureCode = Extract<ErrorCode, `SUBGRAPH_${string}` | "REQUEST_CANCELLED">;

/** What one kind of failure means to everybody concerned. */
interface FailureMeaning {
  /** What the client is told. */
  readonly code: SubgraphFailureCode;
  /** How often a query is sent at most, as another try may go better. */
  readonly mostTries: number;
  /** What it says of the subgraph's health. */
  readonly verdict: "faulty" | "healthy" | "unknown";
}

const MEANINGS = {
  /** No connection, or it was lost before the answer's end. */
  unreachable: { code: "SUBGRAPH_UNAVAILABLE", mostTries: 3, verdict: "faulty" },
  /** HTTP 502, 503 or 504: a proxy says that the subgraph is not there, or the subgraph itself that it cannot now. */
  "gateway error": { code: "SUBGRAPH_UNAVAILABLE", mostTries: 3, verdict: "faulty" },
  /** HTTP 503 or 429 with Retry-After: it has too much to do, and says when to come again. */
  busy: { code: "SUBGRAPH_UNAVAILABLE", mostTries: 2, verdict: "healthy" },
  /** No answer, or no end of one, within the time of one try. The client has waited long: one more try, not two. */
  "timed out": { code: "SUBGRAPH_TIMEOUT", mostTries: 2, verdict: "faulty" },
  /** Something came that is no GraphQL answer: it would not be one the next time. */
  unusable: { code: "SUBGRAPH_INVALID_RESPONSE", mostTries: 1, verdict: "faulty" },
  /** The same with HTTP 4xx, which blames the request. */
  refused: { code: "SUBGRAPH_INVALID_RESPONSE", mostTries: 1, verdict: "healthy" },
  /** We did not ask: the subgraph has failed too often, or too many requests wait for it. */
  "not asked": { code: "SUBGRAPH_UNAVAILABLE", mostTries: 1, verdict: "unknown" },
  /** The client request's time was up before the try's own. */
  "out of time": { code: "SUBGRAPH_TIMEOUT", mostTries: 1, verdict: "unknown" },
  /** The client has gone away. */
  cancelled: { code: "REQUEST_CANCELLED", mostTries: 1, verdict: "unknown" },
} as const satisfies Record<string, FailureMeaning>;

/** Why a request to a subgraph brought no usable answer. */
export type FailureKind = keyof typeof MEANINGS;

const MESSAGES: Readonly<Record<SubgraphFailureCode, (subgraph: string) => string>> = {
  SUBGRAPH_TIMEOUT: (subgraph) => `The subgraph "${subgraph}" did not answer in time.`,
  SUBGRAPH_UNAVAILABLE: (subgraph) => `The subgraph "${subgraph}" cannot be reached.`,
  SUBGRAPH_INVALID_RESPONSE: (subgraph) => `The subgraph "${subgraph}" gave an unusable answer.`,
  REQUEST_CANCELLED: () => "The client went away before the answer.",
};

/** A request to a subgraph that brought no usable answer. The message is safe for clients; `cause` is for the log. */
export class SubgraphFailure extends Error {
  override readonly name = "SubgraphFailure";
  readonly kind: FailureKind;
  readonly subgraph: string;
  /** In how many seconds the subgraph wants to be asked again; undefined when it does not say so. */
  readonly retryAfter: number | undefined;

  constructor(kind: FailureKind, subgraph: string, cause: unknown, retryAfter?: number) {
    super(describe(kind, subgraph, retryAfter), { cause });
    this.kind = kind;
    this.subgraph = subgraph;
    this.retryAfter = retryAfter;
  }

  get code(): SubgraphFailureCode {
    return MEANINGS[this.kind].code;
  }

  get meaning(): FailureMeaning {
    return MEANINGS[this.kind];
  }
}

function describe(kind: FailureKind, subgraph: string, retryAfter: number | undefined): string {
  if (retryAfter === undefined) return MESSAGES[MEANINGS[kind].code](subgraph);
  return `The subgraph "${subgraph}" is busy. Try again in ${retryAfter} s.`;
}
