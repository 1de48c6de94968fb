import { stringifyExact } from "../../exact-numbers.ts";

/**
 * The JSON text of a value that subgraphs gave.
 * @param isClean whether no text in the value needs escaping
 */
export function writeLeaf(value: unknown, isClean: boolean): string {
  switch (typeof value) {
    case "string":
      return isClean ? `"${value}"` : JSON.stringify(value);
    case "number":
    case "boolean":
      return String(value);
    default:
      return stringifyExact(value);
  }
}

/** The object's own value: `constructor` and the like are on every object. */
export function readOwn(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
