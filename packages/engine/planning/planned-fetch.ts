import type { FetchNode } from "@apollo/query-planner";

/** Response keys from the root of the data down; `@` stands for every item of a list. */
export type FetchPath = readonly string[];

/** A fetch of the plan, out of its tree. */
export interface PlannedFetch {
  readonly node: FetchNode;
  /** Where its data goes. */
  readonly path: FetchPath;
  /** The fetches whose data must be there before. */
  readonly dependencies: ReadonlySet<PlannedFetch>;
}
