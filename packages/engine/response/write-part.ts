import type { GraphQLFormattedError } from "graphql";
import { isJsonObject, type JsonObject, readField } from "../data-object.ts";
import type { ResponsePart } from "../operation/response-parts.ts";
import type { ResponsePath } from "./cut-path.ts";
import { type Interpretation, writeObject } from "./interpret.ts";
import type { ResponseState } from "./response-writer.ts";
import type { FieldShape, ObjectShape, ValueShape } from "./shape.ts";

/** An object of a response that is delivered in parts. */
export interface ResponseObject {
  readonly shape: ObjectShape;
  readonly object: JsonObject;
  readonly path: ResponsePath;
  /** The objects from the root down to this one: one for each field of the path, and the root. */
  readonly objects: readonly JsonObject[];
}

/** What the client has of a response. */
export interface DeliveredResponse {
  /** The objects for which each part, besides the first, has been delivered. */
  readonly objects: Map<ResponsePart, Set<JsonObject>>;
  /** Objects and lists of the data that became null. */
  readonly nulls: Set<object>;
}

/** Fields for one object that the client has. */
export interface WrittenFields {
  readonly path: ResponsePath;
  readonly text: string;
}

/** The objects in `from` that the fragment of a part is on, as far as the client has them. */
export function* locatePart(
  part: ResponsePart,
  from: ResponseObject,
  delivered: DeliveredResponse,
): Generator<ResponseObject> {
  if (from.objects.length > part.depth) {
    if (from.shape.begins.includes(part)) yield from;
    return;
  }
  for (const inner of listDelivered(part, from, delivered)) yield* locatePart(part, inner, delivered);
}

/** Writes parts one after the other. The fields of a part that another has brought are not written again. */
export function createPartWriter(part: ResponsePart, delivered: DeliveredResponse, state: ResponseState) {
  const objects: JsonObject[] = [];
  const includes = (field: FieldShape) => field.parts.includes(part) && !isDelivered(field, objects, delivered);
  const errors: GraphQLFormattedError[] = [];
  const nulls = new Set<object>();
  const run: Interpretation = {
    state: { ...state, nulls },
    isExplained: null,
    path: [],
    errors,
    selection: { objects, includes },
  };

  /** False when a null propagates through the part. */
  function writeInto(target: ResponseObject, written: WrittenFields[]): boolean {
    run.path = [...target.path];
    objects.splice(0, objects.length, ...target.objects.slice(0, -1));
    const text = writeObject(run, target.shape, target.object);
    if (text === null) return false;
    if (text !== "{}") written.push({ path: target.path, text });
    for (const inner of listDelivered(part, target, delivered)) if (!writeInto(inner, written)) return false;
    return true;
  }

  return {
    /** The fields of the part in one object that it is on; null when a null propagates through all of them. */
    write(location: ResponseObject): {
      fields: readonly WrittenFields[] | null;
      errors: readonly GraphQLFormattedError[];
    } {
      const written: WrittenFields[] = [];
      const before = errors.length;
      const isWritten = writeInto(location, written);
      if (isWritten) for (const value of nulls) delivered.nulls.add(value);
      nulls.clear();
      return { fields: isWritten ? written : null, errors: errors.slice(before) };
    },
  };
}

/** The objects right below one that the client has, if the part brings fields there or further down. */
function* listDelivered(
  part: ResponsePart,
  { shape, object, path, objects }: ResponseObject,
  delivered: DeliveredResponse,
): Generator<ResponseObject> {
  for (const field of shape.fields) {
    if (field.kind !== "data" || !field.inside.has(part) || !isDelivered(field, objects, delivered)) continue;
    yield* listObjects(field.shape, readField(object, field), { path: [...path, field.key], objects, delivered });
  }
}

interface ValuePlace extends Pick<ResponseObject, "path" | "objects"> {
  readonly delivered: DeliveredResponse;
}

/** The objects of a value that did not become null. */
function* listObjects(shape: ValueShape, value: unknown, place: ValuePlace): Generator<ResponseObject> {
  const { path, objects, delivered } = place;
  if (typeof value !== "object" || value === null || delivered.nulls.has(value)) return;
  if (shape.kind === "list" && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      yield* listObjects(shape.items, item, { ...place, path: [...path, index] });
    }
  }
  if (shape.kind !== "composite" || !isJsonObject(value)) return;
  const object = shape.findObject(value.__typename);
  if (object === null || object.lacksTypename) return;
  yield { shape: object, object: value, path, objects: [...objects, value] };
}

function isDelivered(field: FieldShape, objects: readonly JsonObject[], delivered: DeliveredResponse): boolean {
  if (field.parts.length === 0) return true;
  return field.parts.some((part) => {
    const object = objects[part.depth];
    return object !== undefined && delivered.objects.get(part)?.has(object) === true;
  });
}
