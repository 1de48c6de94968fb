import type { ErrorCode } from "../../service/error-codes.ts";

/** How a request to a subgraph can fail, as clients see it. */
export type SubgraphFailureCode = Extract<ErrorCode, `SUBGRAPH_${string}`>;

const MESSAGES: Readonly<Record<SubgraphFailureCode, (subgraph: string) => string>> = {
  SUBGRAPH_TIMEOUT: (subgraph) => `The subgraph "${subgraph}" did not answer in time.`,
  SUBGRAPH_UNAVAILABLE: (subgraph) => `The subgraph "${subgraph}" cannot be reached.`,
  SUBGRAPH_INVALID_RESPONSE: (subgraph) => `The subgraph "${subgraph}" gave an unusable answer.`,
};

/** A request to a subgraph that brought no usable answer. The message is safe for clients; `cause` is for the log. */
export class SubgraphFailure extends Error {
  override readonly name = "SubgraphFailure";
  readonly code: SubgraphFailureCode;
  readonly subgraph: string;

  constructor(code: SubgraphFailureCode, subgraph: string, cause: unknown) {
    super(MESSAGES[code](subgraph), { cause });
    this.code = code;
    this.subgraph = subgraph;
  }
}
