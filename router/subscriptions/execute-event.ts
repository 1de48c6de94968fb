import { type ExecutionResult, type FormattedExecutionResult, GraphQLError } from "graphql";
import type { SubgraphResponse } from "../../packages/engine/subgraph-transport.ts";
import { findOwner } from "../../packages/identity/request-owner.ts";
import { stringifyResult } from "../../packages/server/graphql/written-data.ts";
import { createFairQueue } from "../../packages/server/overload/fair-queue.ts";
import { createExplanation } from "../explorer/explain/explanation.ts";
import { explain, writeResult } from "../request/write-response.ts";
import { OperationDeadline } from "../transport/operation-deadline.ts";
import { EVENTS_MAY_BE_MISSING, type UpstreamEnd } from "../transport/streams/upstream.ts";
import { SubgraphFailure } from "../transport/subgraph-failure.ts";
import type { SubscriptionPlan, SubscriptionRequest } from "./plan-subscription.ts";
import { STREAM_ENDS, type StreamEnd } from "./stream-end.ts";

/** One event that is executed. */
export interface EventExecution {
  readonly plan: SubscriptionPlan;
  readonly request: SubscriptionRequest;
  readonly deadline: OperationDeadline;
}

/** Executes the events of subscriptions. */
export type EventExecutor = ReturnType<typeof createEventExecutor>;

/**
 * How many events are executed at once. The others wait: more fetches than a subgraph's connections and places would be
 * refused, and the fields of their events with them.
 */
const EVENTS_AT_ONCE = 256;

/** Makes what executes events. @param operationTimeoutMs how long one event may take, in milliseconds */
export function createEventExecutor(operationTimeoutMs: number) {
  async function executeToResult(
    execution: EventExecution,
    answer: SubgraphResponse,
  ): Promise<FormattedExecutionResult> {
    const { errors, ...result } = await executeEvent(execution, answer);
    return errors === undefined ? result : { ...result, errors: tell(errors, execution.request) };
  }

  const turns = createFairQueue({
    atOnce: EVENTS_AT_ONCE,
    // Each subscription has one event that waits here, and bounds what waits behind it.
    waiting: Infinity,
    waitingPerKey: Infinity,
    workName: "events",
  });

  return {
    /** Runs `work`, which executes an event, when its turn comes: callers take turns. */
    inTurn: ({ context }: SubscriptionRequest, work: () => Promise<void>): Promise<void> =>
      turns.run(findOwner(context), work),
    begin: (plan: SubscriptionPlan, request: SubscriptionRequest): EventExecution => ({
      plan,
      request,
      deadline: new OperationDeadline(operationTimeoutMs),
    }),
    /** The JSON of the result for an event, whose errors are in it. Never rejects. */
    execute: async (execution: EventExecution, event: SubgraphResponse): Promise<string> =>
      stringifyResult(await executeToResult(execution, event)),
    /** What clients are told when events have ended. @param hasOpened whether events could have come before */
    async explainEnd(execution: EventExecution, end: UpstreamEnd, hasOpened: boolean): Promise<StreamEnd> {
      if (end.kind === "complete") return STREAM_ENDS.completed;
      if (end.kind === "refused") {
        const { errors = [] } = await executeToResult(execution, end.answer);
        return { reason: "refused by subgraph", errors };
      }
      const { failure } = end;
      const { log } = execution.request.context;
      const { subgraph } = execution.plan.subscription;
      log.warn({ subgraph, err: failure }, "the events of a subscription were lost");
      if (hasOpened || failure === EVENTS_MAY_BE_MISSING) return STREAM_ENDS.interrupted;
      // What is not a failure of the subgraph is that of a hook, which may have a code for clients.
      const options =
        failure instanceof SubgraphFailure
          ? { extensions: { code: failure.code, serviceName: subgraph, retryAfter: failure.retryAfter } }
          : { originalError: failure };
      return {
        reason: "subgraph failed",
        errors: tell([new GraphQLError(failure.message, options)], execution.request),
      };
    },
  };
}

/** What the client is told of errors. */
function tell(errors: readonly GraphQLError[], { context, maskErrors }: SubscriptionRequest) {
  return maskErrors(errors, { log: context.log, summary: {} });
}

async function executeEvent(
  { plan, request, deadline }: EventExecution,
  event: SubgraphResponse,
): Promise<ExecutionResult> {
  const { context, isExplained } = request;
  const explanation = isExplained ? createExplanation(context.wantsStatements) : null;
  try {
    const executing = plan.subscription.executeEvent(event, { ...context, deadline }, explanation?.begin());
    return explain(writeResult(await executing, plan.authorization), explanation);
  } catch (error) {
    const originalError = error instanceof Error ? error : new Error(String(error));
    return { data: null, errors: [new GraphQLError("an event failed", { originalError })] };
  }
}
