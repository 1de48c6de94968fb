import type { SelectionSet } from "@apollo/federation-internals";
import type { QueryPlanner } from "@apollo/query-planner";

/** What we use of the planner's query graph. It is private: the planner's version is pinned, and tests hold it. */
interface Edge {
  _conditions?: SelectionSet;
  readonly head: { readonly source: string; readonly type: { readonly name: string } };
  readonly transition: { readonly kind: string; readonly definition?: { readonly name: string } };
}

/** The edges of the planner's query graph. */
export function listEdges(planner: QueryPlanner): Iterable<Edge> {
  type Private = { readonly federatedQueryGraph: { allEdges(): Iterable<Edge> } };
  return (planner as unknown as Private).federatedQueryGraph.allEdges();
}
