import type { BaseContext } from "@apollo/server";
import type { GraphQLError, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { createClientError } from "../errors/error-codes.ts";
import type { RequestSummary } from "../http/request-log.ts";
import type { RequestListener } from "./request-listener.ts";

/**
 * Refuses operations of a kind that the endpoint does not execute, with HTTP 400 `OPERATION_NOT_SUPPORTED`:
 * subscriptions, and those whose root type the schema lacks. The GraphQL validation rules let them through.
 */
export function createUnsupportedOperations(): RequestListener<
  BaseContext & { readonly summary: RequestSummary }
> {
  return {
    didResolveOperation({ operation, schema }) {
      const refusal = findRefusal(operation, schema);
      if (refusal !== null) throw refusal;
    },
    willSendResponse({ operation, schema, response: { body, http }, contextValue }) {
      // By GET, Apollo Server refuses a subscription before it asks, and says that POST would be allowed.
      if (operation?.operation !== "subscription" || http.status !== 405) return;
      const refusal = findRefusal(operation, schema);
      if (refusal === null || body.kind !== "single") return;
      const {
        message,
        extensions: { code },
      } = refusal;
      http.status = 400;
      http.headers.delete("allow");
      body.singleResult = { errors: [{ message, extensions: { code } }] };
      contextValue.summary.errorCodes = [String(code)];
    },
  };
}

/** @param selected undefined, whatever Apollo Server's types say, when the document does not have the operation */
function findRefusal(
  selected: OperationDefinitionNode | undefined,
  schema: GraphQLSchema,
): GraphQLError | null {
  if (selected === undefined) return null;
  const { operation } = selected;
  const isKnown = Boolean(schema.getRootType(operation));
  if (isKnown && operation !== "subscription") return null;
  const message = isKnown ? "Subscriptions are not supported here." : `The schema has no ${operation} type.`;
  return createClientError("OPERATION_NOT_SUPPORTED", `${message} Send an operation of another kind.`, {
    extensions: { http: { status: 400 } },
  });
}
