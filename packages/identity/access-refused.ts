import type { GraphQLError } from "graphql";
import { createClientError } from "../server/errors/error-codes.ts";
import type { Refusal } from "./access-rule.ts";

/** A part of the operation was refused. The message names the schema coordinate, nothing of the request or the token. */
export function accessRefused(refusal: Refusal, coordinate: string): GraphQLError {
  const message =
    refusal === "UNAUTHENTICATED"
      ? `Sign in to use ${coordinate}.`
      : `Your access token does not grant what ${coordinate} requires.`;
  return createClientError(refusal, message);
}
