import { isJsonObject, type JsonObject, readField } from "../data-object.ts";
import { remember } from "../remember.ts";
import { writeLeaf } from "./leaf.ts";
import { BAIL, type Introspection, type PlainWriter } from "./plain-writer.ts";
import type { Quote } from "./quote-text.ts";
import type { CompositeShape, LeafShape, ListShape, ObjectShape, ValueShape } from "./shape.ts";

const NO_INTROSPECTION: Introspection = new Map();

type WriteObject = PlainWriter;
type WriteField = (object: JsonObject, introspection: Introspection) => string;
type WriteValue = (value: unknown) => string;

/** Composes a writer of closures, for operations that are new and processes that must not generate code. */
export function composeWriter(shape: ObjectShape, quote: Quote): PlainWriter {
  const writers = new Map<ObjectShape, WriteObject>();

  function composeObject({ typename, lacksTypename, refusal, fields }: ObjectShape): WriteObject {
    if (lacksTypename || refusal !== null) return bail;
    const labels = fields.map(({ label }) => label);
    const writeFields = fields.map((field): WriteField => {
      if (field.kind === "typename") return () => `"${typename}"`;
      if (field.kind === "refused") return bail;
      if (field.kind === "introspection") return (_object, texts) => texts.get(field.key) ?? bail();
      const { dataKey, isInherited } = field;
      const write = composeValue(field.shape);
      if (isInherited) return (object) => write(readField(object, field));
      return (object) => write(object[dataKey]);
    });
    if (fields.length === 0) return () => "{}";
    return (object, introspection) => {
      let text = "";
      for (let index = 0; index < labels.length; index++) {
        text += labels[index] + (writeFields[index] ?? bail)(object, introspection);
      }
      return `${text}}`;
    };
  }

  function composeValue(shape: ValueShape): WriteValue {
    const write = composeNonNull(shape);
    if (shape.isNonNull) return (value) => (value === null ? bail() : write(value));
    return (value) => (value === null ? "null" : write(value));
  }

  function composeNonNull(shape: ValueShape): WriteValue {
    switch (shape.kind) {
      case "leaf":
        return composeLeaf(shape);
      case "list":
        return composeList(shape);
      case "composite":
        return composeComposite(shape);
    }
  }

  function composeLeaf({ leaf }: LeafShape): WriteValue {
    return (value) => writeLeaf(leaf, value, quote) ?? bail();
  }

  function composeList({ items }: ListShape): WriteValue {
    const write = composeValue(items);
    return (value) => {
      if (!Array.isArray(value)) return bail();
      let text = "[";
      let separator = "";
      for (let index = 0; index < value.length; index++) {
        text += separator + write(value[index]);
        separator = ",";
      }
      return `${text}]`;
    };
  }

  function composeComposite(shape: CompositeShape): WriteValue {
    const byTypename = new Map<unknown, WriteObject>();

    function findWriter(typename: unknown): WriteObject {
      const object = shape.findObject(typename);
      if (object === null) return bail();
      const write = remember(writers, object, () => composeObject(object));
      byTypename.set(typename, write);
      return write;
    }

    return (value) => {
      if (!isJsonObject(value)) return bail();
      const typename = value.__typename;
      return (byTypename.get(typename) ?? findWriter(typename))(value, NO_INTROSPECTION);
    };
  }

  return composeObject(shape);
}

function bail(): never {
  throw BAIL;
}
