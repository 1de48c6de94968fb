import { isJsonObject, type JsonObject, readField } from "../data-object.ts";
import type { FieldShape, ObjectShape, ValueShape } from "./shape.ts";

/** A place in an answer, by the client's keys. */
export type AnswerPath = readonly (string | number)[];

/** What an answer has at one place. */
interface Place {
  /** Several where the type of an object is not known. */
  readonly shapes: readonly ValueShape[];
  /** The data that the answer is made from; what does not fit its shape becomes null there. */
  readonly value: unknown;
}

/**
 * The beginning of `path` that exists in the answer from `data`. An error may name a place below a null, where nulls
 * propagate from (GraphQL specification §6.4.4): there the operation alone says what exists.
 */
export function cutPath(root: ObjectShape, path: AnswerPath, data: JsonObject): AnswerPath {
  let place: Place | null = null;
  for (const [depth, key] of path.entries()) {
    place = place === null ? findMember([root], data, key) : descend(place, key);
    if (place === null) return path.slice(0, depth);
  }
  return path;
}

function descend({ shapes, value }: Place, key: string | number): Place | null {
  if (typeof key === "number") return findItem(shapes, value, key);
  const known = isJsonObject(value) ? value : null;
  const objects = shapes.flatMap((shape) => {
    if (shape.kind !== "composite") return [];
    const object = known && shape.findObject(known.__typename);
    return object ?? shape.listTypenames().flatMap((typename) => shape.findObject(typename) ?? []);
  });
  // Below a null, several types may lead to one again and again.
  return findMember([...new Set(objects)], known, key);
}

function findItem(shapes: readonly ValueShape[], value: unknown, index: number): Place | null {
  const items = shapes.flatMap((shape) => (shape.kind === "list" ? [shape.items] : []));
  if (!Array.isArray(value)) return items.length === 0 ? null : { shapes: items, value: null };
  return items.length === 0 || index >= value.length ? null : { shapes: items, value: value[index] };
}

function findMember(
  objects: readonly ObjectShape[],
  object: JsonObject | null,
  key: string | number,
): Place | null {
  const fields = objects.flatMap((shape) => shape.fields.filter((field) => field.key === key));
  const [first] = fields;
  if (first === undefined) return null;
  return {
    shapes: fields.flatMap((field) => (field.kind === "data" ? [field.shape] : [])),
    value: object === null ? null : readValue(object, first),
  };
}

function readValue(object: JsonObject, field: FieldShape): unknown {
  return field.kind === "data" ? readField(object, field) : null;
}
