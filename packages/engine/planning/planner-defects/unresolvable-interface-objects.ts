/**
 * Defect: to ask an interface object for fields of one type, Apollo's planner first fetches the object's type from
 * another subgraph, and then returns by a key, resolvable or not.
 * Without this: a subgraph that finds the interface object by no key is asked by one that it cannot resolve.
 * Work-around: the planner asks such an object for the fields where it is. Objects of other types have these fields
 * too, so the operation asks for `__typename` beside them, and the response leaves out what does not belong.
 * Test: tests/engine/interface-object-types.test.ts > has its values when its type is known: %s
 */
import type { QueryPlanner } from "@apollo/query-planner";
import type { FindEntityKeys } from "../entity-keys.ts";
import { listEdges } from "../query-graph.ts";

/** Removes the detour from the planner's query graph. @returns the names of the interfaces it is removed for */
export function downcastInPlace(planner: QueryPlanner, findEntityKeys: FindEntityKeys): ReadonlySet<string> {
  const names = new Set<string>();
  for (const edge of listEdges(planner)) {
    const { source, type } = edge.head;
    if (edge.transition.kind !== "InterfaceObjectFakeDownCast") continue;
    if (findEntityKeys(source, type.name).length > 0) continue;
    delete edge._conditions;
    names.add(type.name);
  }
  return names;
}
