import type { GraphQLError } from "graphql";
import { createClientError } from "./error-codes.ts";

/** After how many seconds a refused client should try again, where nothing better is known (RFC 9110 §10.2.3). */
export const RETRY_AFTER_SECONDS = 1;

/** Refuses a whole request for now, with `Retry-After`. */
export function refuseForNow(refusal: {
  /** `RATE_LIMITED` answers HTTP 429, the others 503. */
  readonly code: "RATE_LIMITED" | "SERVICE_UNAVAILABLE" | "SUBSCRIPTION_SERVER_STOPPING";
  readonly message: string;
  /** In seconds. Where it is given, the error tells it too. */
  readonly retryAfter?: number;
  /** Other headers of the answer, by lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
}): GraphQLError {
  const { code, message, retryAfter, headers = {} } = refusal;
  const http = {
    status: code === "RATE_LIMITED" ? 429 : 503,
    headers: new Map(Object.entries({ "retry-after": String(retryAfter ?? RETRY_AFTER_SECONDS), ...headers })),
  };
  return createClientError(code, message, {
    extensions: { ...(retryAfter === undefined ? {} : { retryAfter }), http },
  });
}
