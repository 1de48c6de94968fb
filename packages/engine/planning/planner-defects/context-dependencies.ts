import { Kind, type SelectionSetNode } from "graphql";
import { readContextArguments } from "../context-argument.ts";
import type { FetchPath, PlannedFetch } from "../planned-fetch.ts";
import { parseFetch, readEntitySelection } from "../subgraph-operation.ts";

/**
 * Lets each fetch whose arguments come from a context wait for those that bring it. The planner may put both side by
 * side: in its plans a fetch waits for what its keys need alone.
 * @returns the fetches, each after those it waits for
 */
export function addContextDependencies(fetches: readonly PlannedFetch[]): readonly PlannedFetch[] {
  if (fetches.every(({ node }) => node.contextRewrites === undefined)) return fetches;
  const before = new Map(fetches.map((fetch) => [fetch, new Set(fetch.dependencies)]));
  for (const fetch of fetches) {
    const places = listContextPlaces(fetch);
    for (const other of fetches) {
      if (waitsFor(other, fetch, before) || !writesOneOf(other, places)) continue;
      before.get(fetch)?.add(other);
    }
  }
  return orderFetches(fetches, before);
}

type Dependencies = ReadonlyMap<PlannedFetch, ReadonlySet<PlannedFetch>>;

function waitsFor(fetch: PlannedFetch, other: PlannedFetch, before: Dependencies): boolean {
  return fetch === other || [...(before.get(fetch) ?? [])].some((next) => waitsFor(next, other, before));
}

/** Where in the data the values of a fetch's context are. */
function listContextPlaces(fetch: PlannedFetch): ReadonlySet<string> {
  const keys = removeLists(fetch.path);
  const ways = readContextArguments(fetch.node).flatMap(({ places }) => places);
  return new Set(
    ways.map(({ levels, path }) => {
      const down = path.filter((element) => !element.startsWith("... on "));
      return [...keys.slice(0, keys.length - levels), ...down].join("/");
    }),
  );
}

function writesOneOf(fetch: PlannedFetch, places: ReadonlySet<string>): boolean {
  if (places.size === 0) return false;
  const operation = parseFetch(fetch.node);
  const selection =
    fetch.node.requires === undefined ? operation.selectionSet : readEntitySelection(operation);
  return listWritten(selection, removeLists(fetch.path)).some((place) => places.has(place));
}

function listWritten({ selections }: SelectionSetNode, path: FetchPath): readonly string[] {
  return selections.flatMap((selection): readonly string[] => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return listWritten(selection.selectionSet, path);
    if (selection.kind !== Kind.FIELD) return [];
    const inner = [...path, selection.alias?.value ?? selection.name.value];
    const nested = selection.selectionSet === undefined ? [] : listWritten(selection.selectionSet, inner);
    return [inner.join("/"), ...nested];
  });
}

function removeLists(path: FetchPath): FetchPath {
  return path.filter((element) => element !== "@");
}

/** The same fetches with these dependencies, in an order in which none comes before what it waits for. */
function orderFetches(fetches: readonly PlannedFetch[], before: Dependencies): readonly PlannedFetch[] {
  const ordered = new Map<PlannedFetch, PlannedFetch>();
  function place(fetch: PlannedFetch): PlannedFetch {
    const known = ordered.get(fetch);
    if (known !== undefined) return known;
    const dependencies = new Set([...(before.get(fetch) ?? [])].map(place));
    const placed = { ...fetch, dependencies };
    ordered.set(fetch, placed);
    return placed;
  }
  for (const fetch of fetches) place(fetch);
  return [...ordered.values()];
}
