import type { FastifyRequest } from "fastify";
import type { GraphQLError } from "graphql";
import { Negotiator } from "negotiator";
import { createClientError } from "../errors/error-codes.ts";

const ANSWER_MEDIA_TYPES = ["application/json", "application/graphql-response+json"];

/** Whether the client takes an answer at all (RFC 9110 §12.5.1). Apollo Server asks only after the execution. */
export function acceptsAnswer({ headers: { accept } }: FastifyRequest): boolean {
  return accept === undefined || new Negotiator({ headers: { accept } }).mediaTypes(ANSWER_MEDIA_TYPES).length > 0;
}

/** BAD_REQUEST, HTTP 406. */
export function notAcceptable(): GraphQLError {
  return createClientError("BAD_REQUEST", `Accept must allow ${ANSWER_MEDIA_TYPES.join(" or ")}.`, {
    extensions: { http: { status: 406 } },
  });
}
