import type { FetchDataRewrite } from "@apollo/query-planner";
import type { DataObject } from "../../data-object.ts";
import { readTypeCondition } from "../../planning/path-element.ts";
import type { Subtypes } from "../../planning/subtypes.ts";

/** Changes a subgraph's data in place as the plan says. */
export type DataRewriter = (data: unknown) => void;

/** A function that applies `rewrites` in their order; null when there are none. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  subtypes: Subtypes,
): DataRewriter | null {
  if (rewrites === undefined || rewrites.length === 0) return null;
  return (data) => {
    for (const rewrite of rewrites) {
      const key = rewrite.path.at(-1);
      if (key !== undefined)
        visitAt(data, rewrite.path.slice(0, -1), subtypes, (object) => change(object, key, rewrite));
    }
  };
}

function change(object: DataObject, key: string, rewrite: FetchDataRewrite): void {
  if (rewrite.kind === "ValueSetter") {
    object[key] = rewrite.setValueTo;
  } else if (Object.hasOwn(object, key)) {
    object[rewrite.renameKeyTo] = object[key];
    delete object[key];
  }
}

/** Calls `visit` for each object at `path`, which consists of keys and type conditions. */
function visitAt(
  value: unknown,
  path: readonly string[],
  subtypes: Subtypes,
  visit: (object: DataObject) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value) visitAt(item, path, subtypes, visit);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const object = value as DataObject;
  const [first, ...rest] = path;
  if (first === undefined) {
    visit(object);
    return;
  }
  const condition = readTypeCondition(first);
  if (condition === null) {
    if (Object.hasOwn(object, first)) visitAt(object[first], rest, subtypes, visit);
  } else if (mayBe(condition, object, subtypes)) visitAt(value, rest, subtypes, visit);
}

/** Whether a fragment on `condition` applies to an object; it does if the object's type is not known. */
export function mayBe(condition: string, { __typename }: DataObject, subtypes: Subtypes): boolean {
  return typeof __typename !== "string" || subtypes.includes(condition, __typename);
}
