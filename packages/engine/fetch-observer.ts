import type { FetchNode } from "@apollo/query-planner";
import type { SubgraphResponse } from "./subgraph-transport.ts";

/** One request to a subgraph, as the plan knows it. */
export interface ObservedFetch {
  readonly subgraph: string;
  /** The fetches of the plan that this request answers: several when they were merged. */
  readonly nodes: readonly ObservedNode[];
}

/** One fetch of the plan. */
export interface ObservedNode {
  readonly node: FetchNode;
  /** The path of its data; `@` stands for every item of a list. */
  readonly path: readonly (string | number)[];
  /** How many entities it asks for; null for root fields. */
  readonly representations: number | null;
}

/** Told of each request to a subgraph. */
export interface FetchObserver {
  fetchStarted?(fetch: ObservedFetch): void;
  /** `outcome` is the subgraph's answer, or the error it failed with. */
  fetchEnded?(fetch: ObservedFetch, outcome: SubgraphResponse | Error): void;
}
