import type { BaseContext } from "@apollo/server";
import type { GraphQLFormattedError, OperationDefinitionNode } from "graphql";
import type { RequestListener } from "./request-listener.ts";

/**
 * Answers HTTP 429 with `Retry-After` (RFC 6585 §4) when the only errors are those of a rate limit. Such an error may
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
 * Whether a rate limit made all `errors`, and nothing was executed. The first root field failed, which ends a mutation;
 * and no other kind of field is there that another subgraph may have executed.
 */
function isAllRefused(
  { selectionSet: { selections } }: OperationDefinitionNode,
  errors: readonly GraphQLFormattedError[],
): boolean {
  const fields = selections.filter((selection) => selection.kind === "Field");
  const [first] = fields;
  const isOneKind = fields.length === selections.length && new Set(fields.map(({ name }) => name.value)).size === 1;
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
