import type { FastifyBaseLogger } from "fastify";
import { GraphQLError } from "graphql";
import type { ErrorCode } from "../errors/error-codes.ts";
import { type ErrorDisclosure, findService, isPublicCode, isTold } from "../errors/mask-errors.ts";

/** Clients are told what to do about these, and we have something to look into. */
const LOGGED_CODES: ReadonlySet<string> = new Set<ErrorCode>(["QUERY_PLANNING_FAILED"]);

/** Logs an error whose message clients are not told, or that is a fault of ours. */
export type LogIfUnexpected = (error: GraphQLError, log: FastifyBaseLogger) => void;

/**
 * Makes the log of unexpected errors.
 * @param variable lists codes that are told beside our own; null where the log is not to name it
 */
export function createErrorLog(told: ErrorDisclosure, variable: string | null): LogIfUnexpected {
  return (error, log) => {
    const code = findErrorCode(error);
    const isExpected = isTold(error, told) && (code !== "INTERNAL_SERVER_ERROR" || isPublicCode(code, told));
    if (isExpected && !LOGGED_CODES.has(code)) return;
    const isMasked = !isTold(error, told) && findService(error.extensions, told)?.messages === undefined;
    const hint = isMasked && variable !== null ? { hint: explainMask(code, variable) } : {};
    log.error({ err: findOriginal(error), path: error.path, code, ...hint }, "an operation failed unexpectedly");
  };
}

/** The error's code. A gateway throws plain errors too, although the types say otherwise. */
export function findErrorCode(error: Partial<GraphQLError>): string {
  const code = error.extensions?.code;
  return typeof code === "string" ? code : "INTERNAL_SERVER_ERROR";
}

/** The error that a resolver threw, without GraphQL's wrapper. */
export function findOriginal(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

function explainMask(code: string, variable: string): string {
  const mend =
    code === "INTERNAL_SERVER_ERROR"
      ? `give the error an extensions.code of its own, and list that in ${variable}`
      : `list ${code} in ${variable}`;
  return `The client was not told this message. If it is meant for clients, ${mend}.`;
}
