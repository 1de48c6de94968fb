import { isJsonObject, type JsonObject, readField } from "../data-object.ts";
import type { FieldShape, ObjectShape, ValueShape } from "./shape.ts";

/** The path of a value in a response, by response keys and indexes (GraphQL specification §7.1.2). */
export type ResponsePath = readonly (string | number)[];

interface PathValue {
  /** The fields that the path leads to, or to a list that the value is in. */
  readonly fields: readonly FieldShape[];
  /** Several when the type of an object is not known. */
  readonly shapes: readonly ValueShape[];
  /** The data; a value that does not fit its shape becomes null in the response. */
  readonly value: unknown;
}

/**
 * The start of `path` that exists in the response from `data`. An error may have a path below a null, from where nulls
 * propagate (GraphQL specification §6.4.4): below a null, the operation alone decides what exists.
 */
export function cutPath(root: ObjectShape, path: ResponsePath, data: JsonObject): ResponsePath {
  const { length } = [...walk(root, path, data)];
  return length === path.length ? path : path.slice(0, length);
}

/**
 * The last fields on a path that have data: several when the type of their object is not known. An error below a null is
 * about the field that is null.
 */
export function findFields(root: ObjectShape, path: ResponsePath, data: JsonObject): readonly FieldShape[] {
  let last: readonly FieldShape[] = [];
  for (const { fields, value } of walk(root, path, data)) {
    last = fields;
    if (typeof value !== "object" || value === null) break;
  }
  return last;
}

/** A value for each key of the path, as far as the response can have one. */
function* walk(root: ObjectShape, path: ResponsePath, data: JsonObject): Generator<PathValue> {
  let value: PathValue | null = null;
  for (const key of path) {
    value = value === null ? findMember([root], data, key) : descend(value, key);
    if (value === null) return;
    yield value;
  }
}

function descend(above: PathValue, key: string | number): PathValue | null {
  if (typeof key === "number") return findItem(above, key);
  const { shapes, value } = above;
  const known = isJsonObject(value) ? value : null;
  const objects = shapes.flatMap((shape) => {
    if (shape.kind !== "composite") return [];
    const object = known && shape.findObject(known.__typename);
    return object ?? shape.listTypenames().flatMap((typename) => shape.findObject(typename) ?? []);
  });
  // Below a null, several types may lead to the same one.
  return findMember([...new Set(objects)], known, key);
}

function findItem({ fields, shapes, value }: PathValue, index: number): PathValue | null {
  const items = shapes.flatMap((shape) => (shape.kind === "list" ? [shape.items] : []));
  if (!Array.isArray(value)) return items.length === 0 ? null : { fields, shapes: items, value: null };
  return items.length === 0 || index >= value.length ? null : { fields, shapes: items, value: value[index] };
}

function findMember(
  objects: readonly ObjectShape[],
  object: JsonObject | null,
  key: string | number,
): PathValue | null {
  const fields = objects.flatMap((shape) => shape.fields.filter((field) => field.key === key));
  const [first] = fields;
  if (first === undefined) return null;
  return {
    fields,
    shapes: fields.flatMap((field) => (field.kind === "data" ? [field.shape] : [])),
    value: object === null ? null : readValue(object, first),
  };
}

function readValue(object: JsonObject, field: FieldShape): unknown {
  return field.kind === "data" ? readField(object, field) : null;
}
