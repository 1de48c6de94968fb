/**
 * Defect: in Apollo's plans, a fetch does not wait for the values of its context arguments; and where an
 * `@interfaceObject` requires a field of another one for objects of one type, not for that field.
 * Without this: a fetch may be sent beside the one that brings what it needs (`@fromContext`, `@requires`), and so without.
 * Work-around: each fetch waits for the fetches that write the values of its context, and what else nothing before it writes.
 * Test: tests/engine/contexts-and-overrides.test.ts > an argument from a context > has the value of the place that its object is in, and one list of entities for each value
 * Test: tests/engine/required-chains.test.ts > has what it requires where all are of interface objects: %s
 */
import type { QueryPlanSelectionNode } from "@apollo/query-planner";
import { remember } from "../../remember.ts";
import { readContextArguments } from "../context-argument.ts";
import { readTypeCondition } from "../path-element.ts";
import { type FetchPath, type PlannedFetch, removeLists } from "../planned-fetch.ts";
import { listWrittenPaths } from "../written-paths.ts";

type Fetches = ReadonlySet<PlannedFetch>;

/** The fetches with these dependencies added, each after those that it depends on. */
export function addLostDependencies(fetches: readonly PlannedFetch[]): readonly PlannedFetch[] {
  const dependencies = new Map(fetches.map((fetch) => [fetch, new Set(fetch.dependencies)]));
  const written = new Map(fetches.map((fetch) => [fetch, new Set(listWrittenPaths(fetch).map(({ path }) => path))]));
  let isComplete = true;
  for (const fetch of fetches) {
    const before = listBefore(fetch, dependencies);
    const isWritten = (path: string) => [...before].some((other) => written.get(other)?.has(path));
    const required = listRequiredPaths(fetch.node.requires ?? [], removeLists(fetch.path));
    const needed = [...listContextPaths(fetch), ...required.filter((path) => !isWritten(path))];
    if (needed.length === 0) continue;
    for (const other of fetches) {
      const isWriter = needed.some((path) => written.get(other)?.has(path));
      if (!isWriter || other === fetch || listBefore(other, dependencies).has(fetch)) continue;
      dependencies.get(fetch)?.add(other);
      isComplete = false;
    }
  }
  return isComplete ? fetches : orderFetches(fetches, dependencies);
}

type Dependencies = ReadonlyMap<PlannedFetch, Fetches>;

/** All that a fetch depends on, directly or not. */
function listBefore(fetch: PlannedFetch, dependencies: Dependencies, found = new Set<PlannedFetch>()): Fetches {
  for (const other of dependencies.get(fetch) ?? []) {
    if (found.has(other)) continue;
    found.add(other);
    listBefore(other, dependencies, found);
  }
  return found;
}

/** The paths of the values in a fetch's representations. An object's type is known where the object is. */
function listRequiredPaths(selections: readonly QueryPlanSelectionNode[], above: FetchPath): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === "InlineFragment") return listRequiredPaths(selection.selections, above);
    const path = [...above, selection.alias ?? selection.name];
    if (selection.selections !== undefined) return listRequiredPaths(selection.selections, path);
    return selection.name === "__typename" ? [] : [path.join("/")];
  });
}

/** The paths of the values of a fetch's context arguments. */
function listContextPaths(fetch: PlannedFetch): readonly string[] {
  const keys = removeLists(fetch.path);
  const contextPaths = readContextArguments(fetch.node).flatMap(({ paths }) => paths);
  return contextPaths.map(({ levels, path }) => {
    const down = path.filter((element) => readTypeCondition(element) === null);
    return [...keys.slice(0, keys.length - levels), ...down].join("/");
  });
}

/** The same fetches with these dependencies, in an order in which none comes before what it depends on. */
function orderFetches(fetches: readonly PlannedFetch[], dependencies: Dependencies): readonly PlannedFetch[] {
  const ordered = new Map<PlannedFetch, PlannedFetch>();
  function add(fetch: PlannedFetch): PlannedFetch {
    return remember(ordered, fetch, () => {
      return { ...fetch, dependencies: new Set([...(dependencies.get(fetch) ?? [])].map(add)) };
    });
  }
  for (const fetch of fetches) add(fetch);
  return [...ordered.values()];
}
