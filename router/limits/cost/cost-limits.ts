/** What an operation may cost; `Infinity` is no limit. */
export interface CostLimits {
  readonly maximumCost: number;
  /** What a list counts of which nobody says how long it gets. */
  readonly assumedListSize: number;
}
