import type { BaseContext } from "@apollo/server";
import type { GraphQLFormattedError, OperationDefinitionNode } from "graphql";
import type { RequestListener } from "./request-listener.ts";

/**
 * Answers HTTP 429 with `Retry-After` (RFC 6585 §4) when the limit of attempts is all there is to say. The error may
 * come from a subgraph, which cannot set the status of the router's answer.
 */
export function createRateLimitStatus(): RequestListener<BaseContext> {
  return {
    willSendResponse({ operation, response: { body, http } }) {
      if (operation === undefined || body.kind !== "single") return;
      const { data = null, errors = [] } = body.singleResult;
      if (data !== null || !isAllRefused(operation, errors)) return;
      http.status = 429;
      http.headers.set("retry-after", String(findLongestWait(errors)));
    },
  };
}

/**
 * Whether `errors` are the limit's, and nothing was executed: the first root field failed, which ends a mutation, and
 * there is no other kind of field that another subgraph may have executed all the same.
 */
function isAllRefused(
  { selectionSet: { selections } }: OperationDefinitionNode,
  errors: readonly GraphQLFormattedError[],
): boolean {
  const fields = selections.filter((selection) => selection.kind === "Field");
  const [first] = fields;
  const isOneKind =
    fields.length === selections.length && new Set(fields.map(({ name }) => name.value)).size === 1;
  const firstKey = first?.alias?.value ?? first?.name.value;
  return (
    isOneKind &&
    errors.some(({ path }) => path?.[0] === firstKey) &&
    errors.every(({ extensions }) => extensions?.code === "RATE_LIMITED")
  );
}

function findLongestWait(errors: readonly GraphQLFormattedError[]): number {
  const waits = errors.map(({ extensions }) => Number(extensions?.retryAfter));
  return Math.max(1, ...waits.filter(Number.isFinite));
}
