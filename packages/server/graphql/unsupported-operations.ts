import type { BaseContext } from "@apollo/server";
import type { GraphQLError, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { refuseBadRequest } from "../errors/bad-request.ts";
import type { RequestSummary } from "../http/request-log.ts";
import type { RequestListener } from "./request-listener.ts";

/** Refuses subscriptions and kinds without a root type, with HTTP 400: GraphQL's validation rules let them through. */
export function createUnsupportedOperations(): RequestListener<BaseContext & { readonly summary: RequestSummary }> {
  return {
    didResolveOperation({ operation, schema }) {
      const refusal = findRefusal(operation, schema);
      if (refusal !== null) throw refusal;
    },
    willSendResponse({ operation, schema, response: { body, http }, contextValue }) {
      // Apollo Server itself refuses a subscription by GET, and claims that POST is allowed.
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

/** @param selected undefined when the document lacks the operation, although Apollo Server's types say otherwise */
function findRefusal(selected: OperationDefinitionNode | undefined, schema: GraphQLSchema): GraphQLError | null {
  if (selected === undefined) return null;
  const { operation } = selected;
  const isKnown = Boolean(schema.getRootType(operation));
  if (isKnown && operation !== "subscription") return null;
  const message = isKnown ? "Subscriptions are not supported here." : `The schema has no ${operation} type.`;
  return refuseBadRequest("OPERATION_NOT_SUPPORTED", `${message} Send an operation of another kind.`);
}
