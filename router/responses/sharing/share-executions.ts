import type { EngineOperation } from "../../../packages/engine/engine.ts";
import { buildSharingKey } from "../cache-keys.ts";
import type { Execute, ExecutionContext, ExecutionResponse } from "../execute.ts";
import { isShareable } from "../shareable-queries.ts";
import { SharedDeadline } from "./shared-deadline.ts";

/** Further requests are executed one by one: a caller who fills it takes nothing else from others. */
const MAXIMUM_SHARED = 1_000;

interface ExecutionUnderWay<Response> {
  readonly response: Promise<Response>;
  readonly deadline: SharedDeadline;
  /** The id of the request that began it, which subgraphs get. */
  readonly requestId: string;
}

/**
 * If a query arrives while the same one is executed for the same caller, they share the answer. Document, operation,
 * variables and access token must be the same to the letter; anonymous callers of all addresses are one caller. An
 * execution goes on until the last client that waits for it has left. It has the first request's deadline: a request
 * whose own deadline leaves more than twice that time does not join it.
 */
export function shareExecutions<Response extends ExecutionResponse>(execute: Execute<Response>): Execute<Response> {
  const underWay = new Map<string, ExecutionUnderWay<Response>>();

  function begin(key: string, operation: EngineOperation, context: ExecutionContext): Promise<Response> {
    const deadline = new SharedDeadline(context.deadline);
    const forget = () => {
      if (underWay.get(key) === execution) underWay.delete(key);
    };
    const response = execute(operation, { ...context, deadline }).finally(forget);
    const execution = { response, deadline, requestId: context.requestId };
    underWay.set(key, execution);
    return response;
  }

  return (operation, context, observer) => {
    if (!isShareable(operation, observer)) return execute(operation, context, observer);
    const key = buildSharingKey(operation, context);
    const execution = underWay.get(key);
    if (execution !== undefined && isJoinable(execution, context)) {
      execution.deadline.join(context.deadline);
      context.summary.sharedWith = execution.requestId;
      return joinExecution(execution.response, () => execute(operation, context));
    }
    return underWay.size < MAXIMUM_SHARED ? begin(key, operation, context) : execute(operation, context);
  };
}

/**
 * A cookie is for one client alone: where a subgraph sets one, each request is executed by itself. So is each whose answer
 * comes in parts.
 */
async function joinExecution<Response extends ExecutionResponse>(
  shared: Promise<Response>,
  execute: () => Promise<Response>,
): Promise<Response> {
  const response = await shared;
  return response.answerHeaders?.has("set-cookie") || response.deferred !== undefined ? execute() : response;
}

function isJoinable({ deadline }: ExecutionUnderWay<unknown>, context: ExecutionContext): boolean {
  return !deadline.isCancelled && deadline.remainingMs() >= context.deadline.remainingMs() / 2;
}
