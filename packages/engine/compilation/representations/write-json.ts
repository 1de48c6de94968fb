import { stringifyExact } from "../../exact-numbers.ts";

/**
 * The JSON text of a value that a subgraph gave.
 * @param isClean whether no text in the value needs escaping
 */
export function writeJson(value: unknown, isClean: boolean): string {
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
