import { isPlainObject } from "../model/project.ts";

/** What to make of a place in an answer: undefined takes it out. */
export interface Patch {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** Changes an answer in ways that its executor would not. A place that is not in the answer is left so. */
export function applyPatches(data: unknown, patches: readonly Patch[]): void {
  for (const { path, value } of patches) {
    const key = path.at(-1);
    const parent = path.slice(0, -1).reduce(descend, data);
    if (key === undefined || !isContainer(parent) || !Object.hasOwn(parent, key)) continue;
    if (value === undefined) delete parent[key];
    else parent[key] = structuredClone(value);
  }
}

function descend(value: unknown, key: string | number): unknown {
  return isContainer(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function isContainer(value: unknown): value is Record<string | number, unknown> {
  return isPlainObject(value) || Array.isArray(value);
}
