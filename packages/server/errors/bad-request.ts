import type { GraphQLError } from "graphql";
import { createClientError, type ErrorCode } from "./error-codes.ts";

/** Refuses a whole request with HTTP 400: sent again, it would fail again. */
export function refuseBadRequest(code: ErrorCode, message: string, extensions = {}): GraphQLError {
  return createClientError(code, message, { extensions: { ...extensions, http: { status: 400 } } });
}
