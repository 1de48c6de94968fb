import type { ErrorCode } from "../../packages/server/errors/error-codes.ts";

/** The code of a failure, for clients. */
export type SubgraphFailureCode = Extract<ErrorCode, `SUBGRAPH_${string}` | "REQUEST_CANCELLED">;

/** What a failure says of the subgraph's health. */
type Verdict = "faulty" | "healthy" | "unknown";

const MEANINGS = {
  /** No connection, or it was lost before the end of the request (HTTP 408) or of the answer. */
  unreachable: { code: "SUBGRAPH_UNAVAILABLE", verdict: "faulty" },
  /** HTTP 502, 503 or 504: a proxy does not reach the subgraph, or the subgraph cannot answer now. */
  "gateway error": { code: "SUBGRAPH_UNAVAILABLE", verdict: "faulty" },
  /** HTTP 503 or 429 with Retry-After: it has too much to do. */
  busy: { code: "SUBGRAPH_UNAVAILABLE", verdict: "healthy" },
  /** No answer, or not all of it, within the time of one attempt. */
  "timed out": { code: "SUBGRAPH_TIMEOUT", verdict: "faulty" },
  /** What came is not a GraphQL answer. */
  unusable: { code: "SUBGRAPH_INVALID_RESPONSE", verdict: "faulty" },
  /** The same with HTTP 4xx, which blames the request. */
  refused: { code: "SUBGRAPH_INVALID_RESPONSE", verdict: "healthy" },
  /** Not sent: the breaker is open, or too many requests wait. */
  "not asked": { code: "SUBGRAPH_UNAVAILABLE", verdict: "unknown" },
  /** The client request's deadline passed before the attempt's own. */
  "out of time": { code: "SUBGRAPH_TIMEOUT", verdict: "unknown" },
  /** The client left. */
  cancelled: { code: "REQUEST_CANCELLED", verdict: "unknown" },
} as const satisfies Record<string, { code: SubgraphFailureCode; verdict: Verdict }>;

/** Why a request to a subgraph brought no usable answer. */
export type FailureKind = keyof typeof MEANINGS;

const MESSAGES: Readonly<Record<SubgraphFailureCode, (subgraph: string) => string>> = {
  SUBGRAPH_TIMEOUT: (subgraph) => `The subgraph "${subgraph}" did not answer in time.`,
  SUBGRAPH_UNAVAILABLE: (subgraph) => `The subgraph "${subgraph}" cannot be reached.`,
  SUBGRAPH_INVALID_RESPONSE: (subgraph) => `The subgraph "${subgraph}" gave an unusable answer.`,
  REQUEST_CANCELLED: () => "The client went away before the answer.",
};

/** A request to a subgraph that brought no usable answer. Clients may read its message; `cause` is for the log. */
export class SubgraphFailure extends Error {
  override readonly name = "SubgraphFailure";
  readonly kind: FailureKind;
  readonly subgraph: string;
  /** Seconds until a busy subgraph wants to be asked again; undefined when it does not say. */
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

  get verdict(): Verdict {
    return MEANINGS[this.kind].verdict;
  }
}

/** Whether `error` counts against the health of the subgraph. */
export function isFaulty(error: unknown): error is SubgraphFailure {
  return error instanceof SubgraphFailure && error.verdict === "faulty";
}

function describe(kind: FailureKind, subgraph: string, retryAfter: number | undefined): string {
  if (retryAfter === undefined) return MESSAGES[MEANINGS[kind].code](subgraph);
  return `The subgraph "${subgraph}" is busy. Try again in ${retryAfter} s.`;
}
