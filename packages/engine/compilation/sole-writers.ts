import type { PlannedFetch } from "../planning/planned-fetch.ts";
import { listWrittenPaths } from "../planning/written-paths.ts";

/**
 * The fetches that no other fetch shares objects with. Only then may two paths of the data with the same entity hold
 * the same objects: a later fetch that writes into them would write into both.
 */
export function findSoleWriters(fetches: readonly PlannedFetch[]): ReadonlySet<PlannedFetch> {
  // The same object would have two contexts.
  if (fetches.some(({ node }) => node.contextRewrites !== undefined)) return new Set();
  const writers = new Map<string, Set<PlannedFetch>>();
  const paths = new Map(
    fetches.map((fetch) => [fetch, listWrittenPaths(fetch).filter(({ isComposite }) => isComposite)]),
  );
  for (const [fetch, objects] of paths) {
    for (const { path } of objects) writers.set(path, (writers.get(path) ?? new Set()).add(fetch));
  }
  const isSoleWriter = (fetch: PlannedFetch) =>
    fetch.node.outputRewrites === undefined &&
    (paths.get(fetch) ?? []).every(({ path }) => writers.get(path)?.size === 1);
  return new Set(fetches.filter(isSoleWriter));
}
