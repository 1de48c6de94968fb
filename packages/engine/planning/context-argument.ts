import type { FetchDataKeyRenamer, FetchNode } from "@apollo/query-planner";

/** An argument that gets its value from an object above the entity (`@fromContext`). */
export interface ContextArgument {
  /** The variable of the fetch. */
  readonly variable: string;
  /** Where its value may be; the first that is there counts. */
  readonly places: readonly ContextPlace[];
}

/** A way from an entity to a value. */
export interface ContextPlace {
  /** How many fields up from the entity. */
  readonly levels: number;
  /** Keys and fragments down from there. */
  readonly path: readonly string[];
}

/** The context that the entities of a fetch take values from. */
export function readContextArguments({ contextRewrites = [] }: FetchNode): readonly ContextArgument[] {
  const places = new Map<string, ContextPlace[]>();
  for (const rewrite of contextRewrites) {
    const known = places.get(rewrite.renameKeyTo) ?? [];
    places.set(rewrite.renameKeyTo, [...known, readPlace(rewrite)]);
  }
  return [...places].map(([variable, found]) => ({ variable, places: found }));
}

function readPlace({ path }: FetchDataKeyRenamer): ContextPlace {
  const levels = path.findIndex((element) => element !== "..");
  return { levels: Math.max(levels, 0), path: path.slice(Math.max(levels, 0)) };
}
