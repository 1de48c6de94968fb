import type { GraphQLFormattedError } from "graphql";
import { ERROR_CODES } from "./error-codes.ts";

/** What clients are told of every error that was not written for them. */
export const INTERNAL_ERROR_MESSAGE = "Something went wrong on our side. It has been logged.";

/** An error may quote what its client sent, and name every place of it. */
const MAXIMUM_MESSAGE_LENGTH = 300;
const MAXIMUM_LOCATIONS = 5;

const PUBLIC_EXTENSIONS = ["code", "serviceName", "field", "retryAfter", "cost", "limit"];

/** Whether errors of `code` were written for clients: it is in the catalogue, or among `otherCodes`. */
export function isPublicCode(code: unknown, otherCodes: ReadonlySet<string>): boolean {
  return typeof code === "string" && (Object.hasOwn(ERROR_CODES, code) || otherCodes.has(code));
}

/**
 * What clients see of an error: message and known extensions when its code is public, the fixed sentence otherwise. Its
 * path and its first locations stay either way.
 */
export function toPublicError(
  error: GraphQLFormattedError,
  otherCodes: ReadonlySet<string> = new Set(),
): GraphQLFormattedError {
  const isPublic = isPublicCode(error.extensions?.code, otherCodes);
  const { message, extensions } = isPublic ? error : maskedError(error);
  return {
    message: shorten(message),
    ...(error.locations === undefined ? {} : { locations: error.locations.slice(0, MAXIMUM_LOCATIONS) }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: pickPublicExtensions(extensions),
  };
}

/** Never leaves half a surrogate pair. */
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

/** Drops objects: a subgraph may nest them too deeply to be written. */
function pickPublicExtensions(extensions: GraphQLFormattedError["extensions"]): Record<string, unknown> {
  const entries = Object.entries(extensions ?? {});
  return Object.fromEntries(
    entries.filter(([name, value]) => PUBLIC_EXTENSIONS.includes(name) && typeof value !== "object"),
  );
}
