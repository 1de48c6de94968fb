import { mayBe } from "../compilation/representations/rewrite-data.ts";
import { type DataObject, readOwn } from "../data-object.ts";
import { stringifyExact } from "../exact-numbers.ts";
import type { ContextArgument } from "../planning/context-argument.ts";
import { readTypeCondition } from "../planning/path-element.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { LocatedObject } from "./walk-path.ts";

/** The values of a fetch's context arguments for an entity, as JSON; null when the data lacks one. */
export function readContext(
  contextArguments: readonly ContextArgument[],
  { object, ancestors }: LocatedObject,
  subtypes: Subtypes,
): readonly string[] | null {
  const values: string[] = [];
  for (const { paths } of contextArguments) {
    const found = paths.map(({ levels, path }) => {
      const start = levels === 0 ? object : ancestors[ancestors.length - levels];
      return readAt(start, path, subtypes);
    });
    const value = found.find((one) => one !== undefined);
    if (value === undefined) return null;
    values.push(stringifyExact(value));
  }
  return values;
}

function readAt(value: unknown, path: readonly string[], subtypes: Subtypes): unknown {
  const [first, ...rest] = path;
  if (first === undefined || value === null) return value;
  if (Array.isArray(value)) return readItems(value, path, subtypes);
  if (typeof value !== "object") return undefined;
  const object = value as DataObject;
  const condition = readTypeCondition(first);
  if (condition === null) return readAt(readOwn(object, first), rest, subtypes);
  return mayBe(condition, object, subtypes) ? readAt(object, rest, subtypes) : undefined;
}

function readItems(items: readonly unknown[], path: readonly string[], subtypes: Subtypes): unknown {
  const values = items.map((item) => readAt(item, path, subtypes));
  return values.includes(undefined) ? undefined : values;
}
