import { remember } from "../remember.ts";
import {
  callWriter,
  joinPieces,
  type Piece,
  readFieldCode,
  TESTS,
  type ValueCode,
  WRITER_SURROUNDINGS,
  writeBare,
  writeQuoted,
} from "./generated-code.ts";
import type { PlainWriter } from "./plain-writer.ts";
import { runGeneratedCode } from "./run-generated-code.ts";
import type { CompositeShape, FieldShape, LeafShape, ListShape, ObjectShape, ValueShape } from "./shape.ts";

/** Fields of all types of objects together. Code for more would block the event loop for types that never come. */
const MAXIMUM_FIELDS = 1_500;

/** Up to this many comparisons take less time than a look-up. */
const MAXIMUM_CASES = 8;

/**
 * Generates the code of a writer for one shape. Objects with equal fields share a function, even if their types differ.
 * The only parts of the operation in the code are keys and type names, as JSON texts.
 * @param isClean whether no text in the data will need escaping
 * @returns null when the operation is too large, or when the process must not generate code
 */
export function generateWriter(shape: ObjectShape, isClean: boolean): PlainWriter | null {
  const code: Code = {
    isClean,
    definitions: [],
    names: new Map(),
    objects: new Map(),
    enums: new Map(),
    fields: 0,
  };
  try {
    const root = defineObject(code, shape);
    const start = `return (object,texts)=>${root}(object,${JSON.stringify(shape.typename)},texts);`;
    const text = `${code.definitions.join("\n")}\n${start}`;
    return runGeneratedCode<PlainWriter>(text, WRITER_SURROUNDINGS, [...code.enums.keys()]);
  } catch (error) {
    if (error !== TOO_LARGE) throw error;
    return null;
  }
}

const TOO_LARGE = Symbol("too large an operation");

interface Code {
  readonly isClean: boolean;
  readonly definitions: string[];
  /** Names of definitions by what they define. */
  readonly names: Map<string, string>;
  /** Names of the functions that write objects; they take the object and its type's name. */
  readonly objects: Map<ObjectShape, string>;
  readonly enums: Map<ReadonlySet<unknown>, number>;
  fields: number;
}

/** Defines a constant; `definition` is the text after its `=`. @returns its name */
function define(code: Code, definition: string): string {
  return remember(code.names, definition, () => {
    const name = `d${code.names.size}`;
    code.definitions.push(`const ${name}=${definition};`);
    return name;
  });
}

function defineObject(code: Code, shape: ObjectShape): string {
  return remember(code.objects, shape, () => {
    code.fields += 1 + shape.fields.length;
    if (code.fields > MAXIMUM_FIELDS) throw TOO_LARGE;
    const isUnfit = shape.lacksTypename || shape.refusal !== null;
    return define(code, isUnfit ? "()=>{throw BAIL}" : writeObjectCode(code, shape));
  });
}

function writeObjectCode(code: Code, { fields }: ObjectShape): string {
  const values = fields.map((field, index) => writeFieldCode(code, field, `f${index}`));
  const checks = values.map(({ check }) => check).join("");
  const pieces = values.flatMap(({ pieces: own }, index): Piece[] => {
    const label = fields[index]?.label ?? "";
    return [{ literal: index === 0 ? `{${label}` : `,${label}` }, ...own];
  });
  const text = fields.length === 0 ? '"{}"' : joinPieces([...pieces, { literal: "}" }]);
  return `(object,typename,texts)=>{${checks}return ${text}}`;
}

function writeFieldCode(code: Code, field: FieldShape, variable: string): ValueCode {
  if (field.kind === "typename") {
    return { check: "", pieces: [{ literal: '"' }, { expression: "typename" }, { literal: '"' }] };
  }
  if (field.kind === "refused") return { check: "throw BAIL;", pieces: [{ literal: "null" }] };
  if (field.kind === "introspection") {
    const read = `const ${variable}=texts?.get(${JSON.stringify(field.key)});if(${variable}===undefined)throw BAIL;`;
    return { check: read, pieces: [{ expression: variable }] };
  }
  const { check, pieces } = writeValueCode(code, field.shape, variable);
  return { check: `let ${variable}=${readFieldCode("object", field)};${check}`, pieces };
}

function writeValueCode(code: Code, shape: ValueShape, variable: string): ValueCode {
  switch (shape.kind) {
    case "leaf":
      return writeLeafCode(code, shape, variable);
    case "list":
      return callWriter(defineList(code, shape), variable, shape.isNonNull);
    case "composite":
      return callWriter(defineComposite(code, shape), variable, shape.isNonNull);
  }
}

function writeLeafCode(code: Code, { leaf, isNonNull }: LeafShape, variable: string): ValueCode {
  switch (leaf.kind) {
    case "custom":
      return callWriter("writeCustom", variable, isNonNull);
    case "enum":
      return writeQuoted(variable, isNonNull, `${defineEnum(code, leaf.values)}.has(${variable})`, true);
    case "ID":
    case "String":
      return writeQuoted(variable, isNonNull, TESTS[leaf.kind](variable), code.isClean);
    default:
      return writeBare(variable, isNonNull, TESTS[leaf.kind](variable));
  }
}

function defineEnum(code: Code, values: ReadonlySet<unknown>): string {
  const index = remember(code.enums, values, () => code.enums.size);
  return define(code, `enums[${index}]`);
}

function defineList(code: Code, { items }: ListShape): string {
  const { check, pieces } = writeValueCode(code, items, "item");
  const step = `let item=list[index];${check}text+=comma+${joinPieces(pieces)};comma=",";`;
  const loop = `for(let index=0;index<list.length;index++){${step}}`;
  return define(code, `(list)=>{if(!isArray(list))throw BAIL;let text="[",comma="";${loop}return text+"]"}`);
}

function defineComposite(code: Code, shape: CompositeShape): string {
  const check = `if(typeof object!=="object"||object===null||isArray(object))throw BAIL;`;
  return define(code, `(object)=>{${check}const typename=object.__typename;${writeDispatchCode(code, shape)}}`);
}

/** Calls the function for the object's `__typename`. */
function writeDispatchCode(code: Code, { listTypenames, findObject }: CompositeShape): string {
  const writers = listTypenames().map((typename) => {
    const object = findObject(typename);
    return {
      typename: typename === undefined ? "undefined" : JSON.stringify(typename),
      object,
      name: object && defineObject(code, object),
    };
  });
  const [object, ...others] = new Set(writers.map(({ object }) => object));
  const argument = object && others.length === 0 ? JSON.stringify(object.typename) : "typename";
  if (writers.length > MAXIMUM_CASES) {
    const map = define(code, `new Map([${writers.map(({ typename, name }) => `[${typename},${name}]`).join()}])`);
    return `const write=${map}.get(typename);if(write===undefined)throw BAIL;return write(object,${argument})`;
  }
  const cases = writers.map(({ typename, name }) => `case ${typename}:return ${name}(object,${argument});`);
  return `switch(typename){${cases.join("")}default:throw BAIL}`;
}
