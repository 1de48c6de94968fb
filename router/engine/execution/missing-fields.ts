import type { FetchFields } from "../compilation/step.ts";
import type { DataObject } from "../representations/representation-writer.ts";

/** Whether an object has every field it was asked for, with a value of its kind. A null is not missing. */
export function isWhole(value: unknown, { required }: FetchFields): value is DataObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const object = value as DataObject;
  for (const { name, isComposite, isInherited } of required) {
    const field = object[name];
    if (field === undefined || (isInherited && !Object.hasOwn(object, name))) return false;
    if (isComposite && typeof field !== "object") return false;
  }
  return true;
}
