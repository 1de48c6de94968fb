import { remember } from "../remember.ts";
import type { Leaf } from "./leaf.ts";
import { runGeneratedCode } from "./run-generated-code.ts";
import type { CompositeShape, FieldShape, ListShape, ObjectShape, ValueShape } from "./shape.ts";

/**
 * Finds the JSON of the data in a subgraph's answer that is the client's response word for word: every field in its
 * place, with a value of its type, and nothing else. It need not be parsed and written again. Null: not recognised.
 */
export type VerbatimReader = (answer: string) => string | null;

/** Generating code for larger operations would block the event loop. */
const MAXIMUM_FIELDS = 300;

/** Many operations are sent only once: code is generated for those that come again. */
const ANSWERS_BEFORE_GENERATING = 10;

/** A subgraph that orders or spaces its answers otherwise will go on doing so: after this many, few are tried. */
const MAXIMUM_FAILURES = 10;
const ANSWERS_BETWEEN_TRIES = 1_000;

const START = '{"data":';

/** JSON forbids these in a text, so an answer with one must not be passed on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for these
const CONTROL_CHARACTER = /[\0-\x1f]/;

/** The reader for responses of `shape`. It recognises none if they depend on more than the text. */
export function createVerbatimReader(shape: ObjectShape): VerbatimReader {
  let answers = 0;
  let failures = 0;
  let find: FindEnd | null = null;
  return (answer) => {
    answers += 1;
    if (answers === ANSWERS_BEFORE_GENERATING) find = generateFinder(shape);
    if (find === null || (failures >= MAXIMUM_FAILURES && answers % ANSWERS_BETWEEN_TRIES !== 0)) return null;
    const data = readData(answer, find);
    // One success resets the count: now and then an answer has errors, or texts that need escaping.
    failures = data === null ? failures + 1 : 0;
    return data;
  };
}

function readData(answer: string, find: FindEnd): string | null {
  if (!answer.startsWith(START) || answer.includes("\\")) return null;
  const end = find(answer, START.length);
  const rest = answer.slice(end);
  if (end < 0 || (rest !== "}" && rest !== "}\n")) return null;
  const data = answer.slice(START.length, end);
  return CONTROL_CHARACTER.test(data) ? null : data;
}

/** The end of the value that begins at `position`; -1 when the value is not as expected. */
type FindEnd = (text: string, position: number) => number;

/** The end of a JSON number without an exponent, of at most `maximum` digits; -1 for any other value, and for -0. */
function findNumberEnd(text: string, position: number, maximum: number, mayHaveFraction: boolean): number {
  const start = text.charCodeAt(position) === MINUS ? position + 1 : position;
  let end = skipDigits(text, start);
  if (end === start || end - start > maximum) return -1;
  if (text.charCodeAt(start) === ZERO && (end - start > 1 || start > position)) return -1;
  if (mayHaveFraction && text.charCodeAt(end) === POINT) {
    const point = end;
    end = skipDigits(text, point + 1);
    if (end === point + 1 || end - start > maximum) return -1;
  }
  return end;
}

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

function skipDigits(text: string, position: number): number {
  let end = position;
  for (let code = text.charCodeAt(end); code >= ZERO && code <= NINE; code = text.charCodeAt(end)) end += 1;
  return end;
}

/** A double keeps this many digits. */
const SAFE_DIGITS = 15;

/** The functions that generated code calls. The text has no backslash, so a string ends at the next quotation mark. */
const SURROUNDINGS = {
  findString(text: string, position: number): number {
    return text.charCodeAt(position) === 34 ? text.indexOf('"', position + 1) + 1 || -1 : -1;
  },
  findInt(text: string, position: number): number {
    const end = findNumberEnd(text, position, 10, false);
    if (end - position < 10) return end;
    const value = Number(text.slice(position, end));
    return (value | 0) === value ? end : -1;
  },
  findFloat: (text: string, position: number) => findNumberEnd(text, position, SAFE_DIGITS, true),
  findBoolean(text: string, position: number): number {
    if (text.startsWith("true", position)) return position + 4;
    return text.startsWith("false", position) ? position + 5 : -1;
  },
  /** A custom scalar may be any JSON; objects and lists are left to the parser. */
  findCustom(text: string, position: number): number {
    const string = SURROUNDINGS.findString(text, position);
    if (string >= 0) return string;
    const boolean = SURROUNDINGS.findBoolean(text, position);
    return boolean >= 0 ? boolean : SURROUNDINGS.findFloat(text, position);
  },
  findEnum(text: string, position: number, values: ReadonlySet<unknown>): number {
    const end = SURROUNDINGS.findString(text, position);
    return end >= 0 && values.has(text.slice(position + 1, end - 1)) ? end : -1;
  },
};

const LEAF_FINDERS: Readonly<Record<Exclude<Leaf["kind"], "enum">, keyof typeof SURROUNDINGS>> = {
  String: "findString",
  ID: "findString",
  Int: "findInt",
  Float: "findFloat",
  Boolean: "findBoolean",
  custom: "findCustom",
};

/** Thrown while code is generated. */
const UNFIT = Symbol("responses depend on more than the answer's text, or are too large");

interface Code {
  readonly definitions: string[];
  readonly names: Map<ObjectShape | ValueShape, string>;
  readonly enums: ReadonlySet<unknown>[];
  fields: number;
}

/** Null when the responses are unfit, or when the process must not generate code. */
function generateFinder(shape: ObjectShape): FindEnd | null {
  const code: Code = { definitions: [], names: new Map(), enums: [], fields: 0 };
  try {
    const root = defineObject(code, shape);
    const text = `${code.definitions.join("\n")}\nreturn ${root};`;
    return runGeneratedCode<FindEnd>(text, SURROUNDINGS, code.enums);
  } catch (error) {
    if (error !== UNFIT) throw error;
    return null;
  }
}

/** Defines a function that finds the end of a value that begins at `p` in the text `t`; its statements advance `p`. */
function define(code: Code, shape: ObjectShape | ValueShape, writeBody: () => string): string {
  return remember(code.names, shape, () => {
    const body = writeBody();
    const name = `d${code.definitions.length}`;
    code.definitions.push(`const ${name}=(t,p)=>{${body}return p};`);
    return name;
  });
}

function defineObject(code: Code, shape: ObjectShape): string {
  // If only the data tells an object's type, the writer has to read it.
  if (shape.isAbstract || shape.refusal !== null) throw UNFIT;
  code.fields += 1 + shape.fields.length;
  if (code.fields > MAXIMUM_FIELDS) throw UNFIT;
  return define(code, shape, () => {
    const fields = shape.fields
      .map((field, index) => writeFieldCode(code, field, shape.typename, index === 0 ? "{" : ","))
      .join("");
    return `${shape.fields.length === 0 ? moveOver("{") : fields}${moveOver("}")}`;
  });
}

function writeFieldCode(code: Code, field: FieldShape, typename: string, mark: string): string {
  if (field.kind === "typename") return moveOver(`${mark}${field.label}${JSON.stringify(typename)}`);
  if (field.kind !== "data" || field.dataKey !== field.key) throw UNFIT;
  return moveOver(`${mark}${field.label}`) + writeValueCode(code, field.shape);
}

function writeValueCode(code: Code, shape: ValueShape): string {
  const call = `p=${callFinder(code, shape)};if(p<0)return -1;`;
  if (shape.isNonNull) return call;
  return `if(t.startsWith("null",p))p+=4;else{${call}}`;
}

function callFinder(code: Code, shape: ValueShape): string {
  switch (shape.kind) {
    case "leaf":
      return shape.leaf.kind === "enum"
        ? `findEnum(t,p,enums[${code.enums.push(shape.leaf.values) - 1}])`
        : `${LEAF_FINDERS[shape.leaf.kind]}(t,p)`;
    case "list":
      return `${defineList(code, shape)}(t,p)`;
    case "composite":
      return `${defineObject(code, requireObject(shape))}(t,p)`;
  }
}

function defineList(code: Code, shape: ListShape): string {
  return define(code, shape, () => {
    const item = writeValueCode(code, shape.items);
    const loop = `for(;;){${item}const c=t.charCodeAt(p++);if(c===93)break;if(c!==44)return -1;}`;
    return `${moveOver("[")}if(t.charCodeAt(p)===93)p++;else ${loop}`;
  });
}

/** The shape of an object without `__typename`: only one type is possible. */
function requireObject({ findObject }: CompositeShape): ObjectShape {
  const object = findObject(undefined);
  if (object === null) throw UNFIT;
  return object;
}

function moveOver(text: string): string {
  const literal = JSON.stringify(text);
  return text.length === 1
    ? `if(t.charCodeAt(p++)!==${text.charCodeAt(0)})return -1;`
    : `if(!t.startsWith(${literal},p))return -1;p+=${text.length};`;
}
