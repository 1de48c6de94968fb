import type { BaseContext, GraphQLResponse } from "@apollo/server";
import type { FormattedExecutionResult } from "graphql";
import type { RequestListener } from "./request-listener.ts";

/** Five errors are enough to mend a request. */
export const MAXIMUM_REFUSAL_ERRORS = 5;

const MAXIMUM_REFUSAL_BYTES = 16 * 1024;

/**
 * Shortens an answer that refuses a whole request to its first errors, without their paths when the client's own names
 * make it long. An answer with data tells every error. A refusal has no `data`, not even null: in GraphQL over HTTP an
 * answer with `data` is a success, whose status is 2xx
 * (https://graphql.github.io/graphql-over-http/draft/#sec-application-graphql-response-json).
 */
export function createShortRefusals(): RequestListener<BaseContext> {
  return {
    willSendResponse({ response }) {
      const { body } = response;
      if (body.kind === "single" && isRefusal(response)) body.singleResult = shorten(body.singleResult);
    },
  };
}

function isRefusal({ body, http }: GraphQLResponse): boolean {
  return (http.status ?? 200) >= 400 || (body.kind === "single" && body.singleResult.data === undefined);
}

function shorten(result: FormattedExecutionResult): FormattedExecutionResult {
  if (result.errors === undefined) return result;
  const { data: _nothing, ...refusal } = result;
  const errors = result.errors.slice(0, MAXIMUM_REFUSAL_ERRORS);
  const shortened = { ...refusal, errors };
  if (Buffer.byteLength(JSON.stringify(shortened)) <= MAXIMUM_REFUSAL_BYTES) return shortened;
  return { errors: errors.map(({ path: _path, ...error }) => error) };
}
