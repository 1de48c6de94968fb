import type { GraphQLFormattedError } from "graphql";
import { createClientError, type ErrorCode, unauthenticated } from "../../packages/server/errors/error-codes.ts";

/** Why a subscription ended, as the log and the metrics name it. */
export type EndReason =
  | "client left"
  | "client too slow"
  | "completed"
  | "refused by subgraph"
  | "subgraph failed"
  | "interrupted"
  | "expired"
  | "token expired"
  | "schema reload"
  | "server stopping";

/** How a subscription ends: without errors where the subgraph has completed it. */
export interface StreamEnd {
  readonly reason: EndReason;
  readonly errors?: readonly GraphQLFormattedError[];
}

const end = (reason: EndReason, code: ErrorCode, message: string): StreamEnd => ({
  reason,
  errors: [createClientError(code, message).toJSON()],
});

/** What clients are told by a process that stops. */
export const SERVER_STOPPING = "This server stops. Subscribe again: another one takes its place.";

/** The ends that the router decides. */
export const STREAM_ENDS = {
  completed: { reason: "completed" },
  expired: end(
    "expired",
    "SUBSCRIPTION_EXPIRED",
    "The subscription was open for as long as one may be. Subscribe again.",
  ),
  tokenExpired: {
    reason: "token expired",
    errors: [unauthenticated("The access token has expired. Sign in again, then subscribe again.").toJSON()],
  },
  schemaReload: end(
    "schema reload",
    "SUBSCRIPTION_SCHEMA_RELOAD",
    "The schema has changed, and the operation no longer fits it. Subscribe with an operation that does.",
  ),
  serverStopping: end("server stopping", "SUBSCRIPTION_SERVER_STOPPING", SERVER_STOPPING),
  interrupted: end(
    "interrupted",
    "SUBSCRIPTION_INTERRUPTED",
    "The stream of events was interrupted, so that events may be missing. Subscribe again.",
  ),
} as const satisfies Readonly<Record<string, StreamEnd>>;
