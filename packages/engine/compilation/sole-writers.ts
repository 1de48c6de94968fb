import { Kind, type SelectionSetNode } from "graphql";
import type { PlannedFetch } from "../planning/planned-fetch.ts";
import { parseFetch, readEntitySelection } from "../planning/subgraph-operation.ts";

/**
 * Those entity fetches that alone write the objects they bring. Only then may two places of the data with the same
 * entity hold the same objects: whatever is written into them later is meant for both.
 */
export function findSoleWriters(fetches: readonly PlannedFetch[]): ReadonlySet<PlannedFetch> {
  // The same object would have two contexts.
  if (fetches.some(({ node }) => node.contextRewrites !== undefined)) return new Set();
  const writers = new Map<string, Set<PlannedFetch>>();
  const places = new Map(fetches.map((fetch) => [fetch, listObjects(fetch)]));
  for (const [fetch, objects] of places) {
    for (const place of objects) writers.set(place, (writers.get(place) ?? new Set()).add(fetch));
  }
  const isSoleWriter = (fetch: PlannedFetch) =>
    fetch.node.outputRewrites === undefined &&
    (places.get(fetch) ?? []).every((place) => writers.get(place)?.size === 1);
  return new Set(fetches.filter(isSoleWriter));
}

/** Where in the data a fetch writes objects or lists. */
function listObjects(fetch: PlannedFetch): readonly string[] {
  const operation = parseFetch(fetch.node);
  const isEntityFetch = fetch.node.requires !== undefined;
  const selection = isEntityFetch ? readEntitySelection(operation) : operation.selectionSet;
  return listIn(selection, fetch.path.filter((element) => element !== "@").join("/"));
}

function listIn({ selections }: SelectionSetNode, path: string): readonly string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return listIn(selection.selectionSet, path);
    if (selection.kind !== Kind.FIELD || selection.selectionSet === undefined) return [];
    const place = `${path}/${selection.alias?.value ?? selection.name.value}`;
    return [place, ...listIn(selection.selectionSet, place)];
  });
}
