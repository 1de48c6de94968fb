import { GraphQLError } from "graphql";
import type { Refusal } from "../../identity/access-rule.ts";

/** A part of the operation was refused. Names the schema coordinate and nothing of the request or the token. */
export function accessRefused(refusal: Refusal, coordinate: string): GraphQLError {
  const message =
    refusal === "UNAUTHENTICATED"
      ? `Sign in to use ${coordinate}.`
      : `Your access token does not grant what ${coordinate} requires.`;
  return new GraphQLError(message, { extensions: { code: refusal } });
}

/** A field of a mutation was allowed, but did not happen because another one was refused. */
export function nothingExecuted(refusal: Refusal): GraphQLError {
  const message = "Nothing was executed, because another field of this mutation was refused.";
  return new GraphQLError(message, { extensions: { code: refusal } });
}
