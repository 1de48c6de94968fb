import { remember } from "../remember.ts";
import type { PlannedFetch } from "./planned-fetch.ts";
import { listWrittenPaths } from "./written-paths.ts";

/** The fetches that a field needs: all that write it or its object's type, and what these depend on. */
export type FindNeededFetches = (path: string) => ReadonlySet<PlannedFetch>;

/** Finds needs by the keys of the data that lead to a field; type conditions do not matter, so there may be too many. */
export function createNeededFetches(fetches: readonly PlannedFetch[]): FindNeededFetches {
  const writers = new Map<string, Set<PlannedFetch>>();
  for (const fetch of fetches) {
    const restore = readRenamedKeys(fetch);
    for (const { path } of listWrittenPaths(fetch)) {
      remember(writers, path.split("/").map(restore).join("/"), () => new Set<PlannedFetch>()).add(fetch);
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

/** The data's keys for those of the answer that the planner made up where types conflict. */
function readRenamedKeys({ node: { outputRewrites = [] } }: PlannedFetch): (key: string) => string {
  const renamed = outputRewrites.flatMap((rewrite) =>
    rewrite.kind === "KeyRenamer" ? [[rewrite.path.at(-1) ?? "", rewrite.renameKeyTo] as const] : [],
  );
  const keys = new Map(renamed);
  return (key) => keys.get(key) ?? key;
}
