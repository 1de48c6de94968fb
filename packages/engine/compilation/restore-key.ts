import { REQUIREMENT_PREFIX } from "../planning/planner-defects/required-arguments.ts";

/** A function that gives a key of the data as the client knows it. @param responseKeys of keys that were renamed */
export function createKeyRestorer(responseKeys: ReadonlyMap<string, string>): (key: string) => string {
  return (key) => {
    if (!key.startsWith(REQUIREMENT_PREFIX)) return responseKeys.get(key) ?? key;
    return key.slice(key.indexOf("_", REQUIREMENT_PREFIX.length) + 1);
  };
}
