import type { FastifyBaseLogger } from "fastify";
import type { GraphQLError, GraphQLFormattedError } from "graphql";
import type { RequestSummary } from "../http/request-log.ts";
import type { Delivery } from "../streams/result-stream.ts";

/** What every GraphQL context holds. */
export interface EndpointContext {
  readonly requestId: string;
  /** Writes lines that carry the request id. */
  readonly log: FastifyBaseLogger;
  readonly summary: RequestSummary;
  /** How the answer may be given. */
  readonly delivery: Delivery;
  /** Logs the errors of a result that Apollo Server does not see. @returns what the client is told of them */
  readonly maskErrors: MaskErrors;
}

export type MaskErrors = (
  errors: readonly GraphQLError[],
  context: Pick<EndpointContext, "log" | "summary">,
) => readonly GraphQLFormattedError[];
