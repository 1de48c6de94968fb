import type { IncomingHttpHeaders } from "node:http";
import { errors } from "undici";
import { ROUTER_CHALLENGE } from "../../packages/server/router-auth/verify-request.ts";
import type { FailureKind } from "./subgraph-failure.ts";

/** The statuses by which a proxy says that the subgraph is not there, or an overloaded subgraph that it is. */
const GATEWAY_ERRORS = [502, 503, 504];

/** The server gave up before it had the whole request, which may be sent again (RFC 9110 §15.5.9). */
const REQUEST_TIMEOUT = 408;

/** Our own mistakes, which undici reports before it sends anything. */
const NOT_SENT = [errors.InvalidArgumentError, errors.ClientClosedError, errors.ClientDestroyedError];

/** The kind of failure when this status comes without a GraphQL response. */
export function classifyStatus(statusCode: number): FailureKind {
  if (GATEWAY_ERRORS.includes(statusCode)) return "gateway error";
  if (statusCode === REQUEST_TIMEOUT) return "unreachable";
  return statusCode >= 400 && statusCode < 500 ? "refused" : "unusable";
}

/** Whether a body with this status is never the answer to the operation: 408, 502, 503 and 504. */
export function isLostStatus(statusCode: number): boolean {
  return statusCode >= 400 && ["gateway error", "unreachable"].includes(classifyStatus(statusCode));
}

/** The kind of failure when undici reports `error`: bytes that are not HTTP, nothing sent, or a lost connection. */
export function classifyError(error: Error): FailureKind {
  if (isUnreadable(error) || error instanceof errors.HeadersOverflowError) return "unusable";
  return NOT_SENT.some((kind) => error instanceof kind) ? "not asked" : "unreachable";
}

/** `error` as it may be logged: a parser's error carries the bytes that it could not read. */
export function withoutData(error: Error): Error {
  return isUnreadable(error) ? new Error(error.message) : error;
}

function isUnreadable(error: Error): boolean {
  return error instanceof errors.HTTPParserError;
}

/** Whether the subgraph refuses the router itself. The client must not take it for a refusal of its token. */
export function refusesRouter(statusCode: number, headers: IncomingHttpHeaders): boolean {
  return statusCode === 401 && headers["www-authenticate"] === ROUTER_CHALLENGE;
}

/** Why the subgraph may refuse the router, for the log. */
export function explainRefusal(): Error {
  return new Error("it refuses this router: are ROUTER_SECRET, ROUTER_AUTH and the clocks the same?");
}
