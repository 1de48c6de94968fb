/**
 * Defect: in Apollo's plans, a fetch waits for what its keys need, but not for the values of its context arguments.
 * Without this: a fetch may be sent beside the one that brings its arguments (`@fromContext`), and so without them.
 * Work-around: each fetch waits for the fetches that write the values of its context.
 * Test: tests/engine/contexts-and-overrides.test.ts > an argument from a context > has the value of the place that its object is in, and one list of entities for each value
 */
import { remember } from "../../remember.ts";
import { readContextArguments } from "../context-argument.ts";
import { readTypeCondition } from "../path-element.ts";
import { type PlannedFetch, removeLists } from "../planned-fetch.ts";
import { listWrittenPaths } from "../written-paths.ts";

/** The fetches with these dependencies added, each after those that it depends on. */
export function addContextDependencies(fetches: readonly PlannedFetch[]): readonly PlannedFetch[] {
  if (fetches.every(({ node }) => node.contextRewrites === undefined)) return fetches;
  const dependencies = new Map(fetches.map((fetch) => [fetch, new Set(fetch.dependencies)]));
  for (const fetch of fetches) {
    const paths = listContextPaths(fetch);
    for (const other of fetches) {
      if (dependsOn(other, fetch, dependencies) || !writesOneOf(other, paths)) continue;
      dependencies.get(fetch)?.add(other);
    }
  }
  return orderFetches(fetches, dependencies);
}

type Dependencies = ReadonlyMap<PlannedFetch, ReadonlySet<PlannedFetch>>;

function dependsOn(fetch: PlannedFetch, other: PlannedFetch, dependencies: Dependencies): boolean {
  const before = dependencies.get(fetch) ?? [];
  return fetch === other || [...before].some((next) => dependsOn(next, other, dependencies));
}

/** The paths of the values of a fetch's context arguments. */
function listContextPaths(fetch: PlannedFetch): ReadonlySet<string> {
  const keys = removeLists(fetch.path);
  const contextPaths = readContextArguments(fetch.node).flatMap(({ paths }) => paths);
  return new Set(
    contextPaths.map(({ levels, path }) => {
      const down = path.filter((element) => readTypeCondition(element) === null);
      return [...keys.slice(0, keys.length - levels), ...down].join("/");
    }),
  );
}

function writesOneOf(fetch: PlannedFetch, paths: ReadonlySet<string>): boolean {
  return paths.size > 0 && listWrittenPaths(fetch).some(({ path }) => paths.has(path));
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
