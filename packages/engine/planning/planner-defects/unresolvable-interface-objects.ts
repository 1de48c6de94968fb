import type { QueryPlanner } from "@apollo/query-planner";
import type { FindEntityKeys } from "../entity-keys.ts";

/** What we touch of the planner's query graph. It is private: the planner's version is pinned, and tests hold it. */
interface QueryGraph {
  allEdges(): Iterable<{
    _conditions?: unknown;
    readonly head: { readonly source: string; readonly type: { readonly name: string } };
    readonly transition: { readonly kind: string };
  }>;
}

/**
 * Lets Apollo's planner ask an interface object for the fields of one type right where the object is, if its subgraph
 * finds no such object by any key. The planner wants to know the object's type first, from another subgraph, and then
 * comes back with a key that is not resolvable. Asked at once, objects of other types have the fields too, and the
 * answer leaves them out, as long as it knows the type: the operation has to ask for that beside.
 * @returns the names of the interfaces that this is done for
 */
export function askInterfaceObjectsAtOnce(
  planner: QueryPlanner,
  findEntityKeys: FindEntityKeys,
): ReadonlySet<string> {
  const { federatedQueryGraph } = planner as unknown as { federatedQueryGraph: QueryGraph };
  const names = new Set<string>();
  for (const edge of federatedQueryGraph.allEdges()) {
    const { source, type } = edge.head;
    if (edge.transition.kind !== "InterfaceObjectFakeDownCast") continue;
    if (findEntityKeys(source, type.name).length > 0) continue;
    delete edge._conditions;
    names.add(type.name);
  }
  return names;
}
