import type { ExecutionResult } from "graphql";
import type { DeferredDelivery } from "../../packages/engine/engine.ts";
import type { AllowedOperation, PartOfOperation } from "../authorization/authorization.ts";
import type { ExecutionResponse } from "../responses/execute.ts";
import type { RouterContext } from "./router-context.ts";
import { toGraphqlError, writeResponse } from "./write-response.ts";

/**
 * Gives the client what follows the first part of a response: completed where fields were refused, with errors masked.
 * @returns the first part
 */
export function beginParts(
  response: ExecutionResponse,
  deferred: AsyncIterable<DeferredDelivery>,
  allowed: AllowedOperation | PartOfOperation,
  context: RouterContext,
): ExecutionResult {
  const { pending = [] } = response;
  const completion = allowed.kind === "filtered" ? (allowed.completeParts?.() ?? null) : null;
  const toClient = (delivery: DeferredDelivery) => describeForClient(completion?.next(delivery) ?? delivery, context);
  context.delivery.parts = { pending, deliveries: mapDeliveries(deferred, toClient) };
  if (allowed.kind === "allowed" || completion === null) return writeResponse(response, allowed, context);
  return writeResponse(response, { ...allowed, complete: (result) => completion.first(result, pending) }, context);
}

/** A generator would hear that the client has left only when the next part comes. */
function mapDeliveries<Delivery>(
  deferred: AsyncIterable<DeferredDelivery>,
  toClient: (delivery: DeferredDelivery) => Delivery,
): AsyncIterable<Delivery> {
  const iterator = deferred[Symbol.asyncIterator]();
  const mapped: AsyncIterator<Delivery> = {
    async next() {
      const next = await iterator.next();
      return next.done === true ? next : { done: false, value: toClient(next.value) };
    },
    async return() {
      await iterator.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => mapped };
}

/** The last part has the query plan, if the client asks for it: only then is all of it executed. */
function describeForClient(delivery: DeferredDelivery, context: RouterContext) {
  const incremental = delivery.incremental.map((entry) => ({
    ...entry,
    errors: entry.errors.length === 0 ? [] : context.maskErrors(entry.errors.map(toGraphqlError), context),
  }));
  if (delivery.hasNext || context.explanation === null) return { ...delivery, incremental };
  return { ...delivery, incremental, extensions: { queryPlan: context.explanation.build() } };
}
