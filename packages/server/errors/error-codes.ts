import { GraphQLError, type GraphQLErrorOptions } from "graphql";

/**
 * Every `extensions.code` that a client may get, with its meaning. An error with one of these codes was written for
 * clients. Any other is a defect or a fault: logged whole, and sent as `INTERNAL_SERVER_ERROR`.
 */
export const ERROR_CODES = {
  BAD_USER_INPUT: "An argument or variable is not acceptable; `extensions.field` names it.",
  NOT_FOUND: "What the operation should change does not exist.",
  CONFLICT: "Another thing with the same unique value exists.",
  UNAUTHENTICATED: "A sign-in is needed, or the one given is not valid.",
  FORBIDDEN: "The caller is known and may not do this.",
  RATE_LIMITED: "Too many attempts; `extensions.retryAfter` says how many seconds to wait.",
  GRAPHQL_PARSE_FAILED: "The document is not GraphQL.",
  GRAPHQL_VALIDATION_FAILED: "The operation does not fit the schema.",
  OPERATION_TOO_LARGE: "The operation is beyond a limit; the message names it.",
  COST_LIMIT_EXCEEDED: "The operation may fetch too much: `extensions.cost` is beyond `extensions.limit`.",
  QUERY_PLANNING_FAILED: "The router found no way to execute the operation; smaller parts of it may do.",
  OPERATION_NOT_SUPPORTED:
    "The operation is of a kind that is not executed here (query, mutation or subscription), or has `@stream`.",
  OPERATION_RESOLUTION_FAILURE: "The document does not hold the operation that was named.",
  PERSISTED_QUERY_NOT_FOUND: "Send the whole document along with its hash.",
  PERSISTED_QUERY_NOT_SUPPORTED: "Automatic persisted queries are turned off.",
  PERSISTED_QUERY_NOT_IN_LIST: "Only documents of a list are executed, and none of them has this id.",
  QUERY_NOT_IN_SAFELIST: "Only documents of a list are executed, and this is none of them.",
  BAD_REQUEST: "The HTTP request is not a GraphQL request.",
  SUBGRAPH_TIMEOUT: "A subgraph did not answer in time; `extensions.serviceName` names it.",
  SUBGRAPH_UNAVAILABLE: "A subgraph cannot be reached, or is busy; `extensions.serviceName` names it.",
  SUBGRAPH_INVALID_RESPONSE: "A subgraph's answer was unusable; `extensions.serviceName` names it.",
  INEXACT_NUMBER: "A number has more digits than can be carried exactly; it must be sent as a text.",
  REQUEST_CANCELLED: "The caller went away before the answer; only the log will ever say so.",
  SERVICE_UNAVAILABLE: "The request cannot be served right now; try again.",
  SUBSCRIPTION_BACKPRESSURE: "The stream ended because events came faster than they were read; subscribe again.",
  SUBSCRIPTION_SCHEMA_RELOAD: "The stream ended because the schema changed, and the operation no longer fits it.",
  SUBSCRIPTION_INTERRUPTED: "The stream ended because events may be missing; subscribe again.",
  SUBSCRIPTION_EXPIRED: "The stream ended because it was open for as long as one may be; subscribe again.",
  SUBSCRIPTION_SERVER_STOPPING: "The stream ended because the process stops; subscribe again.",
  CURSOR_EXPIRED: "The events after `after` are no longer kept; fetch the present state, and subscribe without it.",
} as const;

/** One of the codes above. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** Makes an error whose message is meant for clients. */
export function createClientError(code: ErrorCode, message: string, options: GraphQLErrorOptions = {}): GraphQLError {
  return new GraphQLError(message, { ...options, extensions: { ...options.extensions, code } });
}

/** The argument `field` is not acceptable. */
export function badUserInput(field: string, message: string): GraphQLError {
  return createClientError("BAD_USER_INPUT", message, { extensions: { field } });
}

/** `kind` is the word that clients use: `notFound("book", id)`. */
export function notFound(kind: string, id: string): GraphQLError {
  return createClientError("NOT_FOUND", `There is no ${kind} with the id "${id.slice(0, 64)}".`);
}

/** Something else has the same unique value; `message` says which. */
export function conflict(message: string): GraphQLError {
  return createClientError("CONFLICT", message);
}

/** A refused sign-in or token: HTTP 401 when nothing was executed for the request. */
export function unauthenticated(message: string): GraphQLError {
  return createClientError("UNAUTHENTICATED", message);
}

/** The caller is known, and not allowed. */
export function forbidden(message: string): GraphQLError {
  return createClientError("FORBIDDEN", message);
}

/** Too many attempts: try again in `retryAfter` seconds. HTTP 429 when nothing was executed for the request. */
export function rateLimited(retryAfter: number): GraphQLError {
  const message = `Too many attempts. Try again in ${retryAfter} seconds.`;
  return createClientError("RATE_LIMITED", message, { extensions: { retryAfter } });
}

/** The operation needs the subgraph `serviceName`, which does not answer. */
export function subgraphUnavailable(serviceName: string): GraphQLError {
  const message = `The subgraph "${serviceName}" cannot be reached.`;
  return createClientError("SUBGRAPH_UNAVAILABLE", message, { extensions: { serviceName } });
}

/** The process cannot take the work now; `message` says what to do. `retryAfter`: try again after so many seconds. */
export function serviceUnavailable(message: string, retryAfter?: number): GraphQLError {
  const extensions = retryAfter === undefined ? {} : { retryAfter };
  return createClientError("SERVICE_UNAVAILABLE", message, { extensions });
}
