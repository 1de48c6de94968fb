import type { FetchKey } from "../compilation/fetch-fields.ts";
import { type DataObject, isDataObject, readField, readOwn } from "../data-object.ts";
import type { Subtypes } from "../planning/subtypes.ts";

const NOTHING: readonly string[] = [];

/**
 * Puts a fetch's data for an object into the object. Objects and lists of `source` become part of the target.
 * @param keys the keys that the fetch asked for; others are ignored
 * @returns the keys without a value, or with one that a field of this kind cannot have; a null is a value
 */
export function mergeKeys(
  target: DataObject,
  source: DataObject,
  keys: readonly FetchKey[],
  subtypes: Subtypes,
): readonly string[] {
  let missing = NOTHING;
  for (const key of keys) {
    const { dataKey: name, isComposite } = key;
    const value = readField(source, key);
    if (name === "__typename") mergeTypename(target, value, subtypes);
    else if (value === undefined || (isComposite && typeof value !== "object")) missing = [...missing, name];
    else target[name] = isComposite ? mergeValues(readField(target, key), value, subtypes) : value;
  }
  return missing;
}

/** Joins the values of two fetches for one key: objects, and lists of the same length. Any other is replaced. */
function mergeValues(target: unknown, source: unknown, subtypes: Subtypes): unknown {
  if (target === undefined) return source;
  if (Array.isArray(target) && Array.isArray(source) && target.length === source.length) {
    for (const [index, item] of source.entries()) target[index] = mergeValues(target[index], item, subtypes);
    return target;
  }
  if (!isDataObject(target) || !isDataObject(source)) return source;
  for (const name of Object.keys(source)) {
    if (name === "__typename") mergeTypename(target, source[name], subtypes);
    // An assignment would change the object's prototype.
    else if (name !== "__proto__") target[name] = mergeValues(readOwn(target, name), source[name], subtypes);
  }
  return target;
}

/** A subgraph that has an interface as an `@interfaceObject` does not know the object type of an entity. */
function mergeTypename(target: DataObject, typename: unknown, subtypes: Subtypes): void {
  if (typename === undefined) return;
  const known = target.__typename;
  const isBetter = typeof typename === "string" && subtypes.isObject(typename);
  if (isBetter || typeof known !== "string" || !subtypes.isObject(known)) target.__typename = typename;
}

/** A copy of a value of the data that shares nothing with it. */
export function copyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyValue);
  return isDataObject(value) ? copyObject(value) : value;
}

/** A copy of an object of the data that shares nothing with it. */
export function copyObject(object: DataObject): DataObject {
  const copy: DataObject = {};
  for (const name of Object.keys(object)) if (name !== "__proto__") copy[name] = copyValue(object[name]);
  return copy;
}
