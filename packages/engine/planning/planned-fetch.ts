import type { FetchNode } from "@apollo/query-planner";

/** Response keys from the root of the data down; `@` stands for every item of a list. */
export type FetchPath = readonly string[];

/** A fetch node of the plan, taken out of the plan's tree. */
export interface PlannedFetch {
  readonly node: FetchNode;
  readonly path: FetchPath;
  readonly dependencies: ReadonlySet<PlannedFetch>;
}

/** A path without the elements that stand for items of lists. */
export function removeLists(path: FetchPath): FetchPath {
  return path.filter((element) => element !== "@");
}
