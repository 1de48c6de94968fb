import type { PlanNode, QueryPlan, SubscriptionNode } from "@apollo/query-planner";

/** The highest cost of one execution of an operation. */
export interface PlanCost {
  readonly fetches: number;
  /** Requests in a row: the longest chain of fetches. */
  readonly hops: number;
}

/** Whether an operation costs more or less than before. It is more if one of the figures is, even if the other is less. */
export type CostChange = "more" | "less" | "same";

/** Counts the fetches and hops of a plan. For `@include` and `@skip`, the more expensive side counts. */
export function measurePlan({ node }: QueryPlan): PlanCost {
  return measureNode(node);
}

/** Compares the cost of an operation with the one before. */
export function compareCosts(before: PlanCost, now: PlanCost): CostChange {
  if (now.fetches > before.fetches || now.hops > before.hops) return "more";
  return now.fetches < before.fetches || now.hops < before.hops ? "less" : "same";
}

/** Describes a change: `2 → 4 fetches, 2 → 3 hops`. An equal figure is given once. */
export function describeCostChange(before: PlanCost, now: PlanCost): string {
  const fetches = describeFigures(before.fetches, now.fetches, now.fetches === 1 ? "fetch" : "fetches");
  return `${fetches}, ${describeFigures(before.hops, now.hops, now.hops === 1 ? "hop" : "hops")}`;
}

function describeFigures(before: number, now: number, unit: string): string {
  return before === now ? `${now} ${unit}` : `${before} → ${now} ${unit}`;
}

function measureNode(node: PlanNode | SubscriptionNode | undefined): PlanCost {
  switch (node?.kind) {
    case undefined:
      return { fetches: 0, hops: 0 };
    case "Fetch":
      return { fetches: 1, hops: 1 };
    case "Flatten":
      return measureNode(node.node);
    case "Sequence":
      return join(node.nodes, add, add);
    case "Parallel":
      return join(node.nodes, add, Math.max);
    case "Condition":
      return join([node.ifClause, node.elseClause], Math.max, Math.max);
    case "Subscription":
      return join([node.primary, node.rest], add, add);
    case "Defer":
      // Only for a planner that supports @defer, which neither the router's nor ours does.
      throw new Error("A plan with deferred parts cannot be measured.");
  }
}

type Join = (one: number, other: number) => number;

const add: Join = (one, other) => one + other;

function join(nodes: readonly (PlanNode | undefined)[], fetches: Join, hops: Join): PlanCost {
  return nodes
    .map(measureNode)
    .reduce((sum, cost) => ({ fetches: fetches(sum.fetches, cost.fetches), hops: hops(sum.hops, cost.hops) }), {
      fetches: 0,
      hops: 0,
    });
}
