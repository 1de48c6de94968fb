/**
 * Defect: if a plan has an interface in several fragments, Apollo's planner leaves some of its types without a key.
 * Without this: the subgraph gets representations that it cannot resolve, and refuses the whole request.
 * Work-around: an object is asked for only if its representation has all fields of one of the subgraph's keys.
 * Test: tests/engine/interface-object.test.ts > is not asked of types without a known key
 */

/** Whether fields with these names include all fields of one key. */
export function hasKey(keys: readonly (readonly string[])[], fields: readonly { readonly name: string }[]): boolean {
  return keys.some((key) => key.every((name) => fields.some((field) => field.name === name)));
}
