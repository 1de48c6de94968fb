import type { BaseContext } from "@apollo/server";
import type { GraphQLError, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { refuseBadRequest } from "../errors/bad-request.ts";
import { createClientError } from "../errors/error-codes.ts";
import type { RequestSummary } from "../http/request-log.ts";
import { streamNotAcceptable } from "../streams/accepted-forms.ts";
import type { Delivery } from "../streams/result-stream.ts";
import type { RequestListener } from "./request-listener.ts";

interface AskedContext extends BaseContext {
  readonly summary: RequestSummary;
  readonly delivery: Delivery;
}

/**
 * Refuses what GraphQL's validation rules let through: kinds without a root type (HTTP 400), subscriptions where there
 * are none (400) or whose client takes no stream (406), and mutations by GET (405).
 */
export function createUnsupportedOperations(servesSubscriptions: boolean): RequestListener<AskedContext> {
  /** @param selected undefined when the document lacks the operation, although Apollo Server's types say otherwise */
  function findRefusal(
    selected: OperationDefinitionNode | undefined,
    schema: GraphQLSchema,
    { isSafe, takesStream }: Delivery,
  ): GraphQLError | null {
    if (selected === undefined) return null;
    const { operation } = selected;
    if (!schema.getRootType(operation)) return refuseKind(`The schema has no ${operation} type.`);
    if (isSafe && operation === "mutation") return MUTATION_BY_GET;
    if (operation !== "subscription") return null;
    if (!servesSubscriptions) return refuseKind("Subscriptions are not supported here.");
    return takesStream ? null : streamNotAcceptable();
  }

  return {
    didResolveOperation({ operation, schema, contextValue: { delivery } }) {
      const refusal = findRefusal(operation, schema, delivery);
      if (refusal !== null) throw refusal;
    },
    willSendResponse({ operation, schema, response: { body, http }, contextValue: { summary, delivery } }) {
      // Apollo Server itself refuses a subscription by GET, and claims that POST is allowed.
      if (operation?.operation !== "subscription" || http.status !== 405) return;
      const refusal = findRefusal(operation, schema, delivery);
      if (refusal === null || body.kind !== "single") return;
      const { message, extensions } = refusal;
      const { code } = extensions;
      http.status = (extensions.http as { readonly status: number }).status;
      http.headers.delete("allow");
      body.singleResult = { errors: [{ message, extensions: { code } }] };
      summary.errorCodes = [String(code)];
    },
  };
}

function refuseKind(message: string): GraphQLError {
  return refuseBadRequest("OPERATION_NOT_SUPPORTED", `${message} Send an operation of another kind.`);
}

const MUTATION_BY_GET = createClientError("BAD_REQUEST", "A mutation must be sent by POST.", {
  extensions: { http: { status: 405, headers: new Map([["allow", "POST"]]) } },
});
