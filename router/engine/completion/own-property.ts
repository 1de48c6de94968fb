/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether `value`, which came from JSON, is an object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Clients choose keys, `constructor` or `__proto__` among them: only what the object has itself counts. */
export function readOwn(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
