import { type DataObject, readOwn } from "../data-object.ts";
import type { FetchPath } from "../planning/planned-fetch.ts";
import type { ResponsePath } from "../response/cut-path.ts";

/** Calls `visit` for each object at `path`. Skips nulls, values of another kind, and lists without `@` in the path. */
export function walkPath(value: unknown, path: FetchPath, visit: (object: DataObject) => void, depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    if (path[depth] === "@") for (const item of value) walkPath(item, path, visit, depth + 1);
    return;
  }
  const key = path[depth];
  if (key === undefined) visit(value as DataObject);
  // An inherited value is a function, which the next call skips.
  else if (key !== "@") walkPath((value as DataObject)[key], path, visit, depth + 1);
}

/** An object of the data, and where it is. */
export interface LocatedObject {
  readonly object: DataObject;
  readonly path: ResponsePath;
  /** The objects above it, from the root down: one for each field of the path. */
  readonly ancestors: readonly DataObject[];
}

/** The objects that `walkPath` visits, in the same order, with their locations. */
export function* locateObjects(
  value: unknown,
  fetchPath: FetchPath,
  path: ResponsePath = [],
  ancestors: readonly DataObject[] = [],
): Generator<LocatedObject> {
  if (typeof value !== "object" || value === null) return;
  const key = fetchPath[path.length];
  if (Array.isArray(value)) {
    if (key !== "@") return;
    for (const [index, item] of value.entries()) {
      yield* locateObjects(item, fetchPath, [...path, index], ancestors);
    }
    return;
  }
  const object = value as DataObject;
  if (key === undefined) yield { object, path, ancestors };
  else if (key !== "@") {
    yield* locateObjects(readOwn(object, key), fetchPath, [...path, key], [...ancestors, object]);
  }
}
