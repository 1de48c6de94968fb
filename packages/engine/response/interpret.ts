import type { GraphQLFormattedError } from "graphql";
import { isJsonObject, type JsonObject, readField } from "../data-object.ts";
import { buildExplanations, type IsExplained } from "./explanations.ts";
import { isRounded, type Leaf, writeLeaf } from "./leaf.ts";
import { quoteText } from "./quote-text.ts";
import type { ResponseState, WrittenResponse } from "./response-writer.ts";
import type { CompositeShape, FieldShape, ListShape, ObjectShape, ValueShape } from "./shape.ts";

/** Room enough to point at everything a page misses; an answer of errors alone helps nobody. */
const MOST_ERRORS = 100;

/**
 * Completes data of any kind (GraphQL specification §6.4.3, §6.4.4). Each value that is missing or does not fit its
 * type becomes null, and the nearest nullable value around it does where it must not be. That is an error at its path,
 * for the first hundred that `state` does not explain; what follows in the same object, or list, is not looked at when
 * the whole becomes null.
 */
export function interpret(shape: ObjectShape, data: JsonObject, state: ResponseState): WrittenResponse {
  const run: Interpretation = { state, isExplained: null, path: [], errors: [] };
  return { text: writeObject(run, shape, data) ?? "null", errors: run.errors };
}

interface Interpretation {
  readonly state: ResponseState;
  /** Worked out when something is wrong. */
  isExplained: IsExplained | null;
  /** Of the value being looked at. */
  readonly path: (string | number)[];
  readonly errors: GraphQLFormattedError[];
}

/** Which field of which object is being looked at: `Type.field`. */
interface Origin {
  readonly object: JsonObject;
  coordinate: string;
}

/** The text of a value, or null for a null; if that has a reason, it has been noted. */
type Text = string | null;

function writeObject(run: Interpretation, shape: ObjectShape, object: JsonObject): Text {
  if (shape.refusal !== null) return refuse(run, shape.refusal);
  const origin: Origin = { object, coordinate: "" };
  let text = "";
  for (const field of shape.fields) {
    run.path.push(field.key);
    origin.coordinate = field.coordinate;
    const value = writeField(run, shape, field, origin);
    run.path.pop();
    if (value === null && isNonNull(field)) return null;
    text += field.label + value;
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
  // What is missing may have been explained for its object as a whole; a wrong value is a matter of its own.
  if (value === undefined) return run.state.explained.has(origin.object) ? null : note(run, "value", origin);
  if (value === null) return shape.isNonNull ? note(run, "value other than null", origin) : null;
  switch (shape.kind) {
    case "leaf":
      return writeLeaf(shape.leaf, value, quoteText) ?? noteLeaf(run, shape.leaf, origin, value);
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
  // By index: an iterator would make an object of each item, in lists of any length.
  for (let index = 0; index < value.length; index++) {
    run.path.push(index);
    const itemText = writeValue(run, items, origin, value[index]);
    run.path.pop();
    if (itemText === null && items.isNonNull) return null;
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
  // Its type is missing for a known reason. A wrong value in it is told all the same.
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
 * Makes an error, unless it is known, of what is missing at the path. It says nothing of what is there instead: that
 * may be a secret in the wrong place.
 */
function note(run: Interpretation, missing: string, origin: Origin, code = "INTERNAL_SERVER_ERROR"): null {
  if (run.errors.length < MOST_ERRORS && !isKnown(run)) {
    run.errors.push({
      message: `${origin.coordinate} has no ${missing}.`,
      path: [...run.path],
      extensions: { code },
    });
  }
  return null;
}

/** Makes an error of what the client asked for at the path. */
function refuse(run: Interpretation, message: string): null {
  if (run.errors.length < MOST_ERRORS) {
    run.errors.push({ message, path: [...run.path], extensions: { code: "BAD_USER_INPUT" } });
  }
  return null;
}

function isKnown(run: Interpretation): boolean {
  run.isExplained ??= buildExplanations(run.state.errors);
  return run.isExplained(run.path);
}
