import { isJsonObject, type JsonObject } from "../data-object.ts";
import type { Failure } from "./execution-state.ts";

/** The error for clients when an answer of a subgraph lacks what it was asked for. */
export function describeUnusable(subgraph: string): Failure {
  const extensions = { code: "SUBGRAPH_INVALID_RESPONSE", serviceName: subgraph };
  return { message: `The subgraph "${subgraph}" gave an unusable answer.`, extensions };
}

/** The error for clients when `error` ended a request to a subgraph. */
export function describeFailure(error: Error, subgraph: string): Failure {
  const { code, retryAfter, extensions }: JsonObject = isJsonObject(error) ? error : {};
  return {
    message: error.message,
    extensions: {
      ...(isJsonObject(extensions) ? extensions : {}),
      ...(typeof code === "string" ? { code } : {}),
      serviceName: subgraph,
      ...(typeof retryAfter === "number" ? { retryAfter } : {}),
    },
  };
}
