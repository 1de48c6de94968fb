import type { GraphQLFormattedError } from "graphql";
import { isJsonObject, type JsonObject, readField } from "../data-object.ts";
import { buildExplanations, type IsExplained } from "./explanations.ts";
import { isRounded, type Leaf, writeLeaf } from "./leaf.ts";
import type { ResponseState, WrittenResponse } from "./response-writer.ts";
import type { CompositeShape, FieldShape, ListShape, ObjectShape, ValueShape } from "./shape.ts";

/** Enough for everything that a page misses; a longer list helps no client. */
const MAXIMUM_ERRORS = 100;

/**
 * Completes data of any kind (GraphQL specification §6.4.3, §6.4.4). Each value that is missing or does not fit its
 * type becomes null; if it must not be null, the nearest nullable value around it does. The first hundred that `state`
 * does not explain are errors at their paths. When an object or a list becomes null, the rest of it is not read.
 */
export function interpret(shape: ObjectShape, data: JsonObject, state: ResponseState): WrittenResponse {
  const run: Interpretation = { state, isExplained: null, path: [], errors: [], selection: null };
  return { text: writeObject(run, shape, data) ?? "null", errors: run.errors };
}

/** Data that is being written. */
export interface Interpretation {
  readonly state: ResponseState;
  isExplained: IsExplained | null;
  path: (string | number)[];
  readonly errors: GraphQLFormattedError[];
  /** Null when all fields are written. */
  readonly selection: FieldSelection | null;
}

/** Decides which fields are written. */
interface FieldSelection {
  /** The objects from the root down to the one that is written. */
  readonly objects: JsonObject[];
  includes(field: FieldShape): boolean;
}

interface Origin {
  readonly object: JsonObject;
  coordinate: string;
}

/** The text of a value; null for a null, whose error has been noted if it has one. */
type Text = string | null;

/** The text of the object's fields that the selection includes. */
export function writeObject(run: Interpretation, shape: ObjectShape, object: JsonObject): Text {
  run.selection?.objects.push(object);
  const text = shape.refusal === null ? writeFields(run, shape, object) : refuse(run, shape.refusal);
  run.selection?.objects.pop();
  if (text === null) run.state.nulls?.add(object);
  return text;
}

function writeFields(run: Interpretation, shape: ObjectShape, object: JsonObject): Text {
  const origin: Origin = { object, coordinate: "" };
  let text = "";
  for (const field of shape.fields) {
    if (run.selection !== null && !run.selection.includes(field)) continue;
    run.path.push(field.key);
    origin.coordinate = field.coordinate;
    const value = writeField(run, shape, field, origin);
    run.path.pop();
    if (value === null && isNonNull(field)) return null;
    text += (text === "" ? "{" : ",") + field.label + value;
  }
  return text === "" ? "{}" : `${text}}`;
}

function isNonNull(field: FieldShape): boolean {
  return field.kind === "data" ? field.shape.isNonNull : field.isNonNull;
}

function writeField(run: Interpretation, { typename }: ObjectShape, field: FieldShape, origin: Origin): Text {
  switch (field.kind) {
    case "typename":
      return `"${typename}"`;
    case "introspection":
      return run.state.introspection.get(field.question) ?? note(run, "value", origin);
    case "refused":
      return refuse(run, field.message);
    case "data":
      return writeValue(run, field.shape, origin, readField(origin.object, field));
  }
}

function writeValue(run: Interpretation, shape: ValueShape, origin: Origin, value: unknown): Text {
  // A missing value may be explained for its object as a whole; a wrong value has its own error.
  if (value === undefined) return run.state.explained.has(origin.object) ? null : note(run, "value", origin);
  if (value === null) return shape.isNonNull ? note(run, "value other than null", origin) : null;
  switch (shape.kind) {
    case "leaf":
      return writeLeaf(shape.leaf, value) ?? noteLeaf(run, shape.leaf, origin, value);
    case "list":
      return writeList(run, shape, origin, value);
    case "composite":
      return writeComposite(run, shape, origin, value);
  }
}

function writeList(run: Interpretation, { items }: ListShape, origin: Origin, value: unknown): Text {
  if (!Array.isArray(value)) return note(run, "list", origin);
  let text = "[";
  let separator = "";
  // By index: an iterator allocates an object for each item.
  for (let index = 0; index < value.length; index++) {
    run.path.push(index);
    const itemText = writeValue(run, items, origin, value[index]);
    run.path.pop();
    if (itemText === null && items.isNonNull) {
      run.state.nulls?.add(value);
      return null;
    }
    text += separator + itemText;
    separator = ",";
  }
  return `${text}]`;
}

function writeComposite(run: Interpretation, shape: CompositeShape, origin: Origin, value: unknown): Text {
  if (!isJsonObject(value)) return note(run, "object", origin);
  const object = shape.findObject(value.__typename);
  if (object !== null && !object.lacksTypename) return writeObject(run, object, value);
  if (!run.state.explained.has(value)) return note(run, "object of a known type", origin);
  // Its type is missing for a known reason; wrong values in it are errors all the same.
  if (object !== null) writeObject(run, object, value);
  return null;
}

function describeLeaf({ kind }: Leaf): string {
  if (kind === "enum") return "value of its enum";
  return kind === "custom" ? "JSON value" : kind;
}

function noteLeaf(run: Interpretation, leaf: Leaf, origin: Origin, value: unknown): null {
  if (!isRounded(leaf, value)) return note(run, describeLeaf(leaf), origin);
  return note(
    run,
    "number that can be passed on exactly: its subgraph must send it as a text",
    origin,
    "INEXACT_NUMBER",
  );
}

/**
 * Notes an error for what is missing at the path, unless it is explained. It hides the value there: it may be secret.
 */
function note(run: Interpretation, missing: string, origin: Origin, code = "INTERNAL_SERVER_ERROR"): null {
  if (run.errors.length < MAXIMUM_ERRORS && !isKnown(run)) {
    run.errors.push({
      message: `${origin.coordinate} has no ${missing}.`,
      path: [...run.path],
      extensions: { code },
    });
  }
  return null;
}

function refuse(run: Interpretation, message: string): null {
  if (run.errors.length < MAXIMUM_ERRORS) {
    run.errors.push({ message, path: [...run.path], extensions: { code: "BAD_USER_INPUT" } });
  }
  return null;
}

function isKnown(run: Interpretation): boolean {
  run.isExplained ??= buildExplanations(run.state.errors);
  return run.isExplained(run.path);
}
