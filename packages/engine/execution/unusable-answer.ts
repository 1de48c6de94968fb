import { isJsonObject } from "../data-object.ts";
import type { Failure } from "./execution-state.ts";

/** A subgraph's answer lacks what it was asked for. The message is safe for clients. */
export class UnusableAnswer extends Error {
  override readonly name = "UnusableAnswer";
  readonly code = "SUBGRAPH_INVALID_RESPONSE";
  readonly subgraph: string;

  constructor(subgraph: string) {
    super(`The subgraph "${subgraph}" gave an unusable answer.`);
    this.subgraph = subgraph;
  }
}

/** The error for clients when `error` ended a request to a subgraph. */
export function describeFailure(error: unknown, subgraph: string): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const { code, retryAfter, extensions } = isJsonObject(error) ? error : {};
  return {
    message,
    extensions: {
      ...(isJsonObject(extensions) ? extensions : {}),
      ...(typeof code === "string" ? { code } : {}),
      serviceName: subgraph,
      ...(typeof retryAfter === "number" ? { retryAfter } : {}),
    },
  };
}
