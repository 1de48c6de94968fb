import { ExactNumber } from "./exact-numbers.ts";

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of an operation's data, which fetches add to. */
export type DataObject = Record<string, unknown>;

/** Whether `value`, which came from JSON, is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value of the data is an object. */
export function isDataObject(value: unknown): value is DataObject {
  return isJsonObject(value) && !(value instanceof ExactNumber);
}

/** The key of a field's value in the object that has it. */
export interface DataKey {
  readonly dataKey: string;
  /** Whether every JavaScript object has this key, so that only an object's own value counts. */
  readonly isInherited: boolean;
}

/** Clients choose keys, `constructor` or `__proto__` among them. */
export function buildDataKey(dataKey: string): DataKey {
  return { dataKey, isInherited: isInherited(dataKey) };
}

/** Whether every JavaScript object has this key. */
export function isInherited(key: string): boolean {
  return key in Object.prototype;
}

/** The value of a field; undefined when there is none. */
export function readField(object: JsonObject, key: DataKey): unknown {
  return key.isInherited ? readOwn(object, key.dataKey) : object[key.dataKey];
}

/** The object's own value of any key; undefined when there is none. */
export function readOwn(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
