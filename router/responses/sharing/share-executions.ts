import type { EngineOperation, EngineResponse } from "../../../packages/engine/engine.ts";
import type { Execute, ExecutionContext } from "../execute.ts";
import { buildRequestKey, isQuery } from "../request-key.ts";
import { createSharedDeadline, type SharedDeadline } from "./shared-deadline.ts";

/**
 * Beyond so many at once, requests are executed one by one. A caller who fills it takes nothing else from others, and
 * that no longer than his requests last.
 */
const MOST_SHARED = 1_000;

interface ExecutionUnderWay<Response> {
  readonly response: Promise<Response>;
  readonly deadline: SharedDeadline;
  /** Of the request that began it: subgraphs are told no other. */
  readonly requestId: string;
}

/**
 * Lets a query that arrives while the same one is executed for the same caller share its answer: the same document,
 * operation, variables and access token, to the letter. Anonymous callers are one caller, from whatever address.
 * Mutations and what is explained are executed each by itself. An execution goes on until the last of those who wait
 * for it has gone. Its time is the first's: nobody joins one that has less than half of his own left.
 */
export function shareExecutions<Response extends EngineResponse>(
  execute: Execute<Response>,
): Execute<Response> {
  const underWay = new Map<string, ExecutionUnderWay<Response>>();

  function begin(key: string, operation: EngineOperation, context: ExecutionContext): Promise<Response> {
    const deadline = createSharedDeadline(context.deadline);
    const forget = () => {
      if (underWay.get(key) === execution) underWay.delete(key);
    };
    const response = execute(operation, { ...context, deadline }).finally(forget);
    const execution = { response, deadline, requestId: context.requestId };
    underWay.set(key, execution);
    return response;
  }

  return (operation, context, observer) => {
    if (observer !== undefined || !isQuery(operation)) return execute(operation, context, observer);
    const key = buildRequestKey([operation.cacheKey, context.accessToken, operation.variables]);
    const execution = underWay.get(key);
    if (execution !== undefined && isJoinable(execution, context)) {
      execution.deadline.join(context.deadline);
      context.summary.sharedWith = execution.requestId;
      return execution.response;
    }
    return underWay.size < MOST_SHARED ? begin(key, operation, context) : execute(operation, context);
  };
}

function isJoinable({ deadline }: ExecutionUnderWay<unknown>, context: ExecutionContext): boolean {
  return !deadline.isCancelled && deadline.remainingMs() >= context.deadline.remainingMs() / 2;
}
