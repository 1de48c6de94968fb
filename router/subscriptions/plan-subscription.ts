import type { EngineResponse, EngineSubscription } from "../../packages/engine/engine.ts";
import type { AllowedOperation, PartOfOperation } from "../authorization/authorization.ts";
import type { ServedGraph } from "../graph/served-graph.ts";
import { describeOperation, explainPlanningError } from "../request/execute-operation.ts";
import type { ResolvedOperation } from "../request/resolved-operation.ts";
import type { RouterContext } from "../request/router-context.ts";
import { buildSharingKey } from "../responses/cache-keys.ts";
import type { ExecutionContext } from "../responses/execute.ts";

/** What of a request stays known while its subscription is open. */
export interface SubscriptionRequest
  extends Pick<ResolvedOperation, "document" | "operationName" | "variables" | "queryHash" | "caller"> {
  readonly context: EventContext;
  /** Logs errors, and says what the client is told of them. */
  readonly maskErrors: RouterContext["maskErrors"];
  /** Whether its answers tell how they were made: then they are not shared. */
  readonly isExplained: boolean;
}

/** What each event is executed with, beside a deadline of its own. */
export interface EventContext extends Omit<ExecutionContext, "deadline"> {
  /** A later one of the same caller takes its place. */
  accessToken: string | null;
}

/** What a subscription asks its subgraph for, and how its events are executed. */
export interface SubscriptionPlan {
  readonly graph: ServedGraph;
  readonly subscription: EngineSubscription<ExecutionContext>;
  readonly authorization: AllowedOperation | PartOfOperation;
  /** The same for subscriptions that may share their events. */
  readonly key: string;
}

/**
 * Plans what the caller may have of a subscription.
 * @returns the plan, or the answer in its place
 * @throws QUERY_PLANNING_FAILED, HTTP 400, for an operation that is beyond the planner
 */
export async function planSubscription(
  graph: ServedGraph,
  request: SubscriptionRequest,
  authorization: AllowedOperation | PartOfOperation,
  context: ExecutionContext,
): Promise<SubscriptionPlan | EngineResponse> {
  const operation = describeOperation(request, authorization, false);
  if (authorization.kind === "allowed") graph.operationCounts.count(operation);
  try {
    const subscription = await graph.engine.subscribe(operation, context);
    if (!("executeEvent" in subscription)) return subscription;
    const key = `${buildSharingKey(operation, context)}${request.isExplained ? context.requestId : ""}`;
    return { graph, subscription, authorization, key };
  } catch (error) {
    throw explainPlanningError(error);
  }
}

/** Whether two plans ask the same of the same subgraph, so that one stream of events serves both. */
export function asksTheSame(one: SubscriptionPlan, other: SubscriptionPlan): boolean {
  const { subgraph, body, operationName } = one.subscription;
  const { subscription } = other;
  return (
    subgraph === subscription.subgraph &&
    body === subscription.body &&
    operationName === subscription.operationName &&
    one.graph.clients.get(subgraph) === other.graph.clients.get(subgraph)
  );
}
