import type { DataObject } from "../compilation/representations/representation-writer.ts";
import { readOwn } from "../compilation/representations/write-json.ts";
import type { FetchPath } from "../planning/planned-fetch.ts";

/** A place in the data, as GraphQL errors give it. */
export type Position = readonly (string | number)[];

/** Calls `visit` for each object at `path`; what is null or of another kind is passed by, as are lists but for `@`. */
export function walkPath(
  value: unknown,
  path: FetchPath,
  visit: (object: DataObject) => void,
  depth = 0,
): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    if (path[depth] === "@") for (const item of value) walkPath(item, path, visit, depth + 1);
    return;
  }
  const key = path[depth];
  if (key === undefined) visit(value as DataObject);
  // What every object seems to have is a function, which the next step passes by.
  else if (key !== "@") walkPath((value as DataObject)[key], path, visit, depth + 1);
}

/** An object at a path, and where it is. */
export interface Place {
  readonly object: DataObject;
  readonly position: Position;
  /** The objects above it, from the root down: one for each field of the path. */
  readonly ancestors: readonly DataObject[];
}

/** The same objects in the same order, each with its place. */
export function* listPlaces(
  value: unknown,
  path: FetchPath,
  { depth = 0, position = [], ancestors = [] }: PlaceSoFar = {},
): Generator<Place> {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    if (path[depth] !== "@") return;
    for (const [index, item] of value.entries()) {
      yield* listPlaces(item, path, { depth: depth + 1, position: [...position, index], ancestors });
    }
    return;
  }
  const object = value as DataObject;
  const key = path[depth];
  if (key === undefined) yield { object, position, ancestors };
  else if (key !== "@") {
    const place = { depth: depth + 1, position: [...position, key], ancestors: [...ancestors, object] };
    yield* listPlaces(readOwn(object, key), path, place);
  }
}

interface PlaceSoFar {
  readonly depth?: number;
  readonly position?: Position;
  readonly ancestors?: readonly DataObject[];
}
