import { setImmediate as nextTurn } from "node:timers/promises";
import { type DocumentNode, getOperationAST, validate } from "graphql";
import { createArgumentReader } from "../../packages/limits/cost/argument-values.ts";
import type { CostLimits } from "../../packages/limits/cost/cost-excess.ts";
import { estimateCost } from "../../packages/limits/cost/estimate-cost.ts";
import type { ServedGraph } from "../graph/served-graph.ts";
import { OperationDeadline } from "../transport/operation-deadline.ts";
import { planSubscription, type SubscriptionPlan, type SubscriptionRequest } from "./plan-subscription.ts";
import type { SharedSubscription } from "./shared-subscription.ts";

/** Plans subscriptions for another graph. Null: the graph has no place for the operation, or not for its caller. */
export type PlanAgain = (request: SubscriptionRequest) => Promise<SubscriptionPlan | null>;

/** No event waits for it: events that come meanwhile are executed by the plan before. */
const PLANNING_TIMEOUT_MS = 60_000;

/** The event loop is free after each plan, so that it needs no turn among new operations. */
const AT_ONCE = { end: () => undefined };

/** Makes what plans for `graph`. Each document is validated once. */
function createPlanAgain(graph: ServedGraph, { maximumCost, assumedListSize }: CostLimits): PlanAgain {
  const costed = { schema: graph.engine.apiSchema, rules: graph.costRules, assumedListSize };
  const valid = new Map<DocumentNode, boolean>();

  function isValid(document: DocumentNode): boolean {
    const known = valid.get(document);
    if (known !== undefined) return known;
    const found = validate(graph.engine.apiSchema, document, undefined, { maxErrors: 1 }).length === 0;
    valid.set(document, found);
    return found;
  }

  function isTooDear({ document, operationName, variables }: SubscriptionRequest): boolean {
    const operation = getOperationAST(document, operationName);
    return (
      !operation || estimateCost(costed, document, operation, createArgumentReader(operation, variables)) > maximumCost
    );
  }

  return async (request) => {
    if (!isValid(request.document) || isTooDear(request)) return null;
    const authorization = graph.authorizer.authorize(request);
    if (authorization.kind === "refused") return null;
    const deadline = new OperationDeadline(PLANNING_TIMEOUT_MS);
    const context = { ...request.context, deadline, planningTurn: AT_ONCE };
    const plan = await planSubscription(graph, request, authorization, context);
    return "errors" in plan ? null : plan;
  };
}

/**
 * Plans `subscriptions` for `graph`, one after the other.
 * @param costLimits what one may cost there
 * @param settle gets each with its new plan; null: it ends
 * @param isServed whether the graph is still the one that is served
 */
export async function replanSubscriptions(
  graph: ServedGraph,
  costLimits: CostLimits,
  subscriptions: Iterable<SharedSubscription>,
  settle: (shared: SharedSubscription, plan: SubscriptionPlan | null) => void,
  isServed: () => boolean,
): Promise<void> {
  const planAgain = createPlanAgain(graph, costLimits);
  for (const shared of [...subscriptions]) {
    await nextTurn();
    if (!isServed()) return;
    if (shared.plan.graph === graph) continue;
    settle(shared, await planAgain(shared.request).catch(() => null));
  }
}
