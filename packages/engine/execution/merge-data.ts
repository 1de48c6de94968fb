import type { FetchKey } from "../compilation/fetch-keys.ts";
import type { DataObject } from "../compilation/representations/representation-writer.ts";
import { readOwn } from "../compilation/representations/write-json.ts";
import { ExactNumber } from "../exact-numbers.ts";
import type { Subtypes } from "../planning/subtypes.ts";

const NOTHING: readonly string[] = [];

/**
 * Puts what a fetch brought for an object into it. Objects and lists of `source` become part of the target.
 * @param keys what the fetch asked for: nothing else gets in
 * @returns those keys for which there is no value, or none that a field of its kind can have; a null is a value
 */
export function mergeKeys(
  target: DataObject,
  source: DataObject,
  keys: readonly FetchKey[],
  subtypes: Subtypes,
): readonly string[] {
  let missing = NOTHING;
  for (const { name, isComposite, isInherited } of keys) {
    const value = isInherited ? readOwn(source, name) : source[name];
    if (name === "__typename") mergeTypename(target, value, subtypes);
    else if (value === undefined || (isComposite && typeof value !== "object")) missing = [...missing, name];
    else target[name] = isComposite ? mergeValues(readOwn(target, name), value, subtypes) : value;
  }
  return missing;
}

/** What becomes of a value where another fetch brought one already: objects and lists of one length are joined. */
function mergeValues(target: unknown, source: unknown, subtypes: Subtypes): unknown {
  if (Array.isArray(target) && Array.isArray(source) && target.length === source.length) {
    for (const [index, item] of source.entries()) target[index] = mergeValues(target[index], item, subtypes);
    return target;
  }
  if (!isObject(target) || !isObject(source)) return source;
  for (const name of Object.keys(source)) {
    if (name === "__typename") mergeTypename(target, source[name], subtypes);
    // Assigned, it would become the object's prototype.
    else if (name !== "__proto__") target[name] = mergeValues(readOwn(target, name), source[name], subtypes);
  }
  return target;
}

/** A subgraph that stands in for an interface by an object does not know which type an entity is of. */
function mergeTypename(target: DataObject, typename: unknown, subtypes: Subtypes): void {
  if (typename === undefined) return;
  const known = target.__typename;
  const isBetter = typeof typename === "string" && subtypes.isObject(typename);
  if (isBetter || typeof known !== "string" || !subtypes.isObject(known)) target.__typename = typename;
}

/** A copy of a value of the data that shares nothing with it. */
export function copyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyValue);
  return isObject(value) ? copyObject(value) : value;
}

/** A copy of an object of the data that shares nothing with it. */
export function copyObject(object: DataObject): DataObject {
  const copy: DataObject = {};
  for (const name of Object.keys(object)) if (name !== "__proto__") copy[name] = copyValue(object[name]);
  return copy;
}

/** Whether a value of the data is an object. */
export function isObject(value: unknown): value is DataObject {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  );
}
