/** What an operation may cost; `Infinity` is no limit. */
export interface CostLimits {
  readonly maximumCost: number;
  /** Assumed length of a list without a size hint. */
  readonly assumedListSize: number;
}

/** `COST_LIMIT` and `COST_ASSUMED_LIST_SIZE`. */
export const DEFAULT_COST_LIMITS: CostLimits = { maximumCost: 5_000, assumedListSize: 10 };

/** That `cost` is above the limit, in a sentence for the client. Null: it is not. */
export function findCostExcess(cost: number, { maximumCost }: CostLimits): string | null {
  return cost > maximumCost
    ? `The operation may cost ${cost}, but at most ${maximumCost} is allowed (COST_LIMIT).`
    : null;
}
