import type { PlanNode, QueryPlan, SubscriptionNode } from "@apollo/query-planner";

/** The highest cost of one execution of an operation. */
export interface PlanCost {
  readonly fetches: number;
  /** Requests in a row: the longest chain of fetches. */
  readonly hops: number;
}

/** Whether an operation costs more or less than before. It is more if one of the figures is, even if the other is less. */
export type CostChange = "more" | "less" | "same";

const NOTHING: PlanCost = { fetches: 0, hops: 0 };
const ONE_FETCH: PlanCost = { fetches: 1, hops: 1 };

/** Counts the fetches and hops of a plan. For `@include` and `@skip`, the more expensive side counts. */
export function measurePlan({ node }: QueryPlan): PlanCost {
  return node === undefined ? NOTHING : measureNode(node);
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
      // Only for a planner that supports @defer, which neither the router's nor ours does.
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
