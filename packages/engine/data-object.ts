/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether `value`, which came from JSON, is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where to find a field's value in the object that has it. */
export interface DataKey {
  readonly dataKey: string;
  /** Whether objects have something of that name that they did not get from JSON. */
  readonly isInherited: boolean;
}

/** Clients choose keys, `constructor` or `__proto__` among them: only what an object has itself is its data. */
export function buildDataKey(dataKey: string): DataKey {
  return { dataKey, isInherited: dataKey in Object.prototype };
}

/** The value of a field; undefined when there is none. */
export function readField(object: JsonObject, { dataKey, isInherited }: DataKey): unknown {
  return isInherited && !Object.hasOwn(object, dataKey) ? undefined : object[dataKey];
}
