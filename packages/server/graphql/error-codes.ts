import { GraphQLError, type GraphQLErrorOptions, type GraphQLFormattedError } from "graphql";

/**
 * Every `extensions.code` a client may meet, with what it tells. An error that carries one of these was written for
 * clients; anything else is a defect or a fault, logged whole and sent as `INTERNAL_SERVER_ERROR`.
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
    "The operation is of a kind that is not executed here: query, mutation or subscription.",
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
} as const;

/** One of the codes above. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What a client is told of a failure that is nobody's business but ours. */
export const INTERNAL_ERROR_MESSAGE = "Something went wrong on our side. It has been logged.";

/** Makes an error whose message is meant for clients. */
export function createClientError(
  code: ErrorCode,
  message: string,
  options: GraphQLErrorOptions = {},
): GraphQLError {
  return new GraphQLError(message, { ...options, extensions: { ...options.extensions, code } });
}

/** An argument that cannot be accepted; `field` is the argument's name. */
export function badUserInput(field: string, message: string): GraphQLError {
  return createClientError("BAD_USER_INPUT", message, { extensions: { field } });
}

/** `kind` is what was looked for, as a client would call it: `notFound("book", id)`. */
export function notFound(kind: string, id: string): GraphQLError {
  return createClientError("NOT_FOUND", `There is no ${kind} with the id "${id.slice(0, 64)}".`);
}

/** Another thing has the same unique value; `message` says which. */
export function conflict(message: string): GraphQLError {
  return createClientError("CONFLICT", message);
}

/** A refused sign-in or token: HTTP 401 when nothing was executed for the request. */
export function unauthenticated(message: string): GraphQLError {
  return createClientError("UNAUTHENTICATED", message);
}

/** The caller is known and may not. */
export function forbidden(message: string): GraphQLError {
  return createClientError("FORBIDDEN", message);
}

/** Tried too often; worth another try in `retryAfter` seconds. HTTP 429 when nothing was executed for the request. */
export function rateLimited(retryAfter: number): GraphQLError {
  const message = `Too many attempts. Try again in ${retryAfter} seconds.`;
  return createClientError("RATE_LIMITED", message, { extensions: { retryAfter } });
}

/** What the operation needs of another service cannot be had: `serviceName` is the subgraph that does not answer. */
export function subgraphUnavailable(serviceName: string): GraphQLError {
  const message = `The subgraph "${serviceName}" cannot be reached.`;
  return createClientError("SUBGRAPH_UNAVAILABLE", message, { extensions: { serviceName } });
}

/** The process cannot take the work now; `message` says what to do, `retryAfter` in how many seconds it may be worth a try. */
export function serviceUnavailable(message: string, retryAfter?: number): GraphQLError {
  const extensions = retryAfter === undefined ? {} : { retryAfter };
  return createClientError("SERVICE_UNAVAILABLE", message, { extensions });
}

const PUBLIC_EXTENSIONS = ["code", "serviceName", "field", "retryAfter", "cost", "limit"];

/**
 * What leaves the house of an error: message and known extensions when its code is in `ERROR_CODES` or
 * `otherCodes`, the fixed sentence otherwise. Paths and the first locations stay either way.
 */
export function toPublicError(
  error: GraphQLFormattedError,
  otherCodes: ReadonlySet<string> = new Set(),
): GraphQLFormattedError {
  const code = error.extensions?.code;
  const isPublic = typeof code === "string" && (Object.hasOwn(ERROR_CODES, code) || otherCodes.has(code));
  const { message, extensions } = isPublic ? error : maskedError(error);
  return {
    message: shorten(message),
    ...(error.locations === undefined ? {} : { locations: error.locations.slice(0, MAXIMUM_LOCATIONS) }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: pickPublicExtensions(extensions),
  };
}

/** An error may quote what its client sent, and name every place of it. */
const MAXIMUM_MESSAGE_LENGTH = 300;
const MAXIMUM_LOCATIONS = 5;

function shorten(message: string): string {
  if (message.length <= MAXIMUM_MESSAGE_LENGTH) return message;
  return `${message.slice(0, MAXIMUM_MESSAGE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function maskedError(error: GraphQLFormattedError): GraphQLFormattedError {
  return {
    message: INTERNAL_ERROR_MESSAGE,
    extensions: { ...error.extensions, code: "INTERNAL_SERVER_ERROR" },
  };
}

/** A subgraph may give objects of any depth, which would fail to be written. */
function pickPublicExtensions(extensions: GraphQLFormattedError["extensions"]): Record<string, unknown> {
  const entries = Object.entries(extensions ?? {});
  return Object.fromEntries(
    entries.filter(([name, value]) => PUBLIC_EXTENSIONS.includes(name) && typeof value !== "object"),
  );
}
