import { remember } from "../remember.ts";
import type { PlannedFetch } from "./planned-fetch.ts";
import { readRenamedKeys } from "./renamed-keys.ts";
import { listWrittenPaths } from "./written-paths.ts";

/** The fetches that a field needs: all that write it or its object's type, and what these depend on. */
export type FindNeededFetches = (path: string) => ReadonlySet<PlannedFetch>;

/** Finds needs by the keys of the data that lead to a field; type conditions do not matter, so there may be too many. */
export function createNeededFetches(fetches: readonly PlannedFetch[]): FindNeededFetches {
  const writers = new Map<string, Set<PlannedFetch>>();
  for (const fetch of fetches) {
    const dataKeys = readRenamedKeys(fetch.node);
    for (const { path } of listWrittenPaths(fetch)) {
      const keys = path.split("/").map((key) => dataKeys.get(key) ?? key);
      remember(writers, keys.join("/"), () => new Set<PlannedFetch>()).add(fetch);
    }
  }
  const needs = new Map<string, ReadonlySet<PlannedFetch>>();

  function addWithDependencies(fetch: PlannedFetch, found: Set<PlannedFetch>): void {
    if (found.has(fetch)) return;
    found.add(fetch);
    for (const before of fetch.dependencies) addWithDependencies(before, found);
  }

  return (path) =>
    remember(needs, path, () => {
      const found = new Set<PlannedFetch>();
      for (const one of [path, `${path}/__typename`]) {
        for (const writer of writers.get(one) ?? []) addWithDependencies(writer, found);
      }
      return found;
    });
}
