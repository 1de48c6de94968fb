import type { GraphQLError } from "graphql";
import type { Refusal } from "../../packages/identity/access-rule.ts";
import { createClientError } from "../../packages/server/graphql/error-codes.ts";

/** A field of a mutation was allowed, but did not happen because another one was refused. */
export function nothingExecuted(refusal: Refusal): GraphQLError {
  return createClientError(
    refusal,
    "Nothing was executed, because another field of this mutation was refused.",
  );
}
