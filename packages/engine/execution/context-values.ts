import type { DataObject } from "../compilation/representations/representation-writer.ts";
import { readOwn } from "../compilation/representations/write-json.ts";
import { stringifyExact } from "../exact-numbers.ts";
import type { ContextArgument, ContextPlace } from "../planning/context-argument.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import type { Place } from "./walk-path.ts";

const FRAGMENT = "... on ";

/** The values of a fetch's context arguments for the entity at `place`, as JSON; null when the data lacks one. */
export function readContext(
  contextArguments: readonly ContextArgument[],
  place: Place,
  subtypes: Subtypes,
): readonly string[] | null {
  const values: string[] = [];
  for (const { places } of contextArguments) {
    const value = places.map((from) => findValue(from, place, subtypes)).find((found) => found !== undefined);
    if (value === undefined) return null;
    values.push(stringifyExact(value));
  }
  return values;
}

function findValue(
  { levels, path }: ContextPlace,
  { object, ancestors }: Place,
  subtypes: Subtypes,
): unknown {
  const above = levels === 0 ? object : ancestors[ancestors.length - levels];
  return readAt(above, path, subtypes);
}

function readAt(value: unknown, path: readonly string[], subtypes: Subtypes): unknown {
  const [first, ...rest] = path;
  if (first === undefined || value === null) return value;
  if (Array.isArray(value)) return readItems(value, path, subtypes);
  if (typeof value !== "object") return undefined;
  const object = value as DataObject;
  if (!first.startsWith(FRAGMENT)) return readAt(readOwn(object, first), rest, subtypes);
  const { __typename } = object;
  const applies =
    typeof __typename !== "string" || subtypes.includes(first.slice(FRAGMENT.length), __typename);
  return applies ? readAt(object, rest, subtypes) : undefined;
}

function readItems(items: readonly unknown[], path: readonly string[], subtypes: Subtypes): unknown {
  const values = items.map((item) => readAt(item, path, subtypes));
  return values.includes(undefined) ? undefined : values;
}
