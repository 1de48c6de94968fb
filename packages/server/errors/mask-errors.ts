import type { GraphQLFormattedError } from "graphql";
import { ERROR_CODES } from "./error-codes.ts";
import { cutStack, type PassedExtensions, pickExtensions } from "./passed-extensions.ts";

/** What clients are told of every error that was not written for them. */
export const INTERNAL_ERROR_MESSAGE = "Something went wrong on our side. It has been logged.";

/** An error may quote what its client sent, and name every place of it. */
const MAXIMUM_MESSAGE_LENGTH = 300;
const MAXIMUM_LOCATIONS = 5;

/** What clients may see of errors beside what the catalogue says. */
export interface ErrorDisclosure {
  /** Codes beside our own whose messages were written for clients. */
  readonly codes: ReadonlySet<string>;
  /** Rules for the errors of single services, by `extensions.serviceName`. */
  readonly services: ReadonlyMap<string, ServiceDisclosure>;
}

/** What clients may see of the errors of one service. */
export interface ServiceDisclosure {
  /** True: each message and code; false: no message. Where absent, the code decides. */
  readonly messages?: boolean | undefined;
  readonly extensions?: PassedExtensions | undefined;
}

/** The catalogue alone decides. */
export const USUAL_DISCLOSURE: ErrorDisclosure = { codes: new Set(), services: new Map() };

/** Whether clients are told the error's message. */
export function isTold({ extensions }: Pick<GraphQLFormattedError, "extensions">, told: ErrorDisclosure): boolean {
  return findService(extensions, told)?.messages ?? isPublicCode(extensions?.code, told);
}

/** Whether errors of `code` were written for clients: it is in the catalogue, or among the codes beside it. */
export function isPublicCode(code: unknown, { codes }: Pick<ErrorDisclosure, "codes">): boolean {
  return typeof code === "string" && (Object.hasOwn(ERROR_CODES, code) || codes.has(code));
}

/**
 * What clients see of an error: its message if they may be told, the fixed sentence otherwise; its code if they know it,
 * and the extensions that may pass. Its path and its first locations stay either way.
 */
export function toPublicError(
  error: GraphQLFormattedError,
  told: ErrorDisclosure = USUAL_DISCLOSURE,
): GraphQLFormattedError {
  const { extensions } = error;
  const service = findService(extensions, told);
  const passed = service?.extensions ?? [];
  const isCodeTold =
    service?.messages === true || passed === true || passed.includes("code") || isPublicCode(extensions?.code, told);
  return {
    message: isTold(error, told) ? shorten(cutStack(error.message)) : describeWithheld(extensions, isCodeTold),
    ...(error.locations === undefined ? {} : { locations: error.locations.slice(0, MAXIMUM_LOCATIONS) }),
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: {
      ...pickExtensions(extensions, passed),
      ...(isCodeTold ? {} : { code: "INTERNAL_SERVER_ERROR" }),
    },
  };
}

/** The rule for the errors of the service that sent this one. */
export function findService(
  extensions: GraphQLFormattedError["extensions"],
  { services }: ErrorDisclosure,
): ServiceDisclosure | undefined {
  return services.size === 0 ? undefined : services.get(String(extensions?.serviceName));
}

/** An error with a code that clients know is no fault of ours. */
function describeWithheld(extensions: GraphQLFormattedError["extensions"], isCodeTold: boolean): string {
  const { code = "INTERNAL_SERVER_ERROR", serviceName } = extensions ?? {};
  return isCodeTold && code !== "INTERNAL_SERVER_ERROR"
    ? `The subgraph "${serviceName}" gave an error.`
    : INTERNAL_ERROR_MESSAGE;
}

/** Never leaves half a surrogate pair. */
function shorten(message: string): string {
  if (message.length <= MAXIMUM_MESSAGE_LENGTH) return message;
  return `${message.slice(0, MAXIMUM_MESSAGE_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
