import type { PlanNode, QueryPlan, SubscriptionNode } from "@apollo/query-planner";

/** What one execution of an operation costs at worst. */
export interface PlanCost {
  /** Requests to subgraphs. */
  readonly fetches: number;
  /** Requests that have to wait for each other: the longest chain of fetches. */
  readonly hops: number;
}

/** Whether an operation costs more or less than it did. More of either is more, whatever the other does. */
export type CostChange = "more" | "less" | "same";

const NOTHING: PlanCost = { fetches: 0, hops: 0 };
const ONE_FETCH: PlanCost = { fetches: 1, hops: 1 };

/** Counts the fetches and hops of a plan. Of what `@include` and `@skip` tell apart, the costlier side counts. */
export function measurePlan({ node }: QueryPlan): PlanCost {
  return node === undefined ? NOTHING : measureNode(node);
}

/** Compares what an operation costs now with what it cost before. */
export function compareCosts(before: PlanCost, now: PlanCost): CostChange {
  if (now.fetches > before.fetches || now.hops > before.hops) return "more";
  return now.fetches < before.fetches || now.hops < before.hops ? "less" : "same";
}

/** Words a change: `2 → 4 fetches, 2 → 3 hops`. A figure that stayed is given once. */
export function describeCostChange(before: PlanCost, now: PlanCost): string {
  const fetches = describeFigures(before.fetches, now.fetches, now.fetches === 1 ? "fetch" : "fetches");
  return `${fetches}, ${describeFigures(before.hops, now.hops, now.hops === 1 ? "hop" : "hops")}`;
}

function describeFigures(before: number, now: number, unit: string): string {
  return before === now ? `${now} ${unit}` : `${before} → ${now} ${unit}`;
}

function measureNode(node: PlanNode | SubscriptionNode): PlanCost {
  switch (node.kind) {
    case "Fetch":
      return ONE_FETCH;
    case "Flatten":
      return measureNode(node.node);
    case "Sequence":
      return node.nodes.map(measureNode).reduce(oneAfterAnother, NOTHING);
    case "Parallel":
      return node.nodes.map(measureNode).reduce(atOnce, NOTHING);
    case "Condition":
      return eitherOf(measureClause(node.ifClause), measureClause(node.elseClause));
    case "Subscription":
      return oneAfterAnother(ONE_FETCH, measureClause(node.rest));
    case "Defer":
      // Only planned for a planner that was told to support @defer, as neither the router's nor ours is.
      throw new Error("A plan with deferred parts cannot be measured.");
  }
}

function measureClause(node: PlanNode | undefined): PlanCost {
  return node === undefined ? NOTHING : measureNode(node);
}

function oneAfterAnother(first: PlanCost, second: PlanCost): PlanCost {
  return { fetches: first.fetches + second.fetches, hops: first.hops + second.hops };
}

function atOnce(one: PlanCost, other: PlanCost): PlanCost {
  return { fetches: one.fetches + other.fetches, hops: Math.max(one.hops, other.hops) };
}

function eitherOf(one: PlanCost, other: PlanCost): PlanCost {
  return { fetches: Math.max(one.fetches, other.fetches), hops: Math.max(one.hops, other.hops) };
}
