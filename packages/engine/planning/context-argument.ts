import type { FetchDataKeyRenamer, FetchNode } from "@apollo/query-planner";

/** An argument that gets its value from an object above the entity (`@fromContext`). */
export interface ContextArgument {
  readonly variable: string;
  /** The paths of its value; the first that has one counts. */
  readonly paths: readonly ContextPath[];
}

/** The path from an entity to a value. */
export interface ContextPath {
  readonly levels: number;
  /** Keys and type conditions down from there. */
  readonly path: readonly string[];
}

/** The context arguments of a fetch. */
export function readContextArguments({ contextRewrites = [] }: FetchNode): readonly ContextArgument[] {
  const pathsByVariable = new Map<string, ContextPath[]>();
  for (const rewrite of contextRewrites) {
    const known = pathsByVariable.get(rewrite.renameKeyTo) ?? [];
    pathsByVariable.set(rewrite.renameKeyTo, [...known, readPath(rewrite)]);
  }
  return [...pathsByVariable].map(([variable, paths]) => ({ variable, paths }));
}

function readPath({ path }: FetchDataKeyRenamer): ContextPath {
  const levels = path.findIndex((element) => element !== "..");
  return { levels: Math.max(levels, 0), path: path.slice(Math.max(levels, 0)) };
}
