import type { DataKey } from "../data-object.ts";
import { writeCustomValue } from "./leaf.ts";
import { BAIL } from "./plain-writer.ts";
import { quoteText } from "./quote-text.ts";

/** A piece of a concatenation: literal text, or an expression of JavaScript. */
export type Piece = { readonly literal: string } | { readonly expression: string };

/** The code that writes a value: statements that check it, and the pieces of its text. */
export interface ValueCode {
  readonly check: string;
  readonly pieces: readonly Piece[];
}

/** The functions that generated code calls. */
export const WRITER_SURROUNDINGS = {
  BAIL,
  quote: quoteText,
  isArray: Array.isArray,
  isFinite: Number.isFinite,
  isSafeInteger: Number.isSafeInteger,
  hasOwn: Object.hasOwn,
  writeCustom(value: unknown): string {
    const text = writeCustomValue(value);
    if (text === null) throw BAIL;
    return text;
  },
};

/** The expression that joins pieces. It begins with a literal, so that every following term becomes text. */
export function joinPieces(pieces: readonly Piece[]): string {
  const terms: string[] = [];
  let literal = "";
  for (const piece of pieces) {
    if ("literal" in piece) literal += piece.literal;
    else {
      if (literal !== "" || terms.length === 0) terms.push(JSON.stringify(literal));
      terms.push(piece.expression);
      literal = "";
    }
  }
  if (literal !== "" || terms.length === 0) terms.push(JSON.stringify(literal));
  return terms.join("+");
}

/** Reads a field of the object in `variable`. */
export function readFieldCode(variable: string, { dataKey, isInherited }: DataKey): string {
  const key = JSON.stringify(dataKey);
  const read = `${variable}[${key}]`;
  return isInherited ? `(hasOwn(${variable},${key})?${read}:undefined)` : read;
}

/** Writes the value of `variable` by a function for values that are not null. */
export function callWriter(name: string, variable: string, isNonNull: boolean): ValueCode {
  const call = `${name}(${variable})`;
  const expression = isNonNull ? call : `(${variable}===null?"null":${call})`;
  return { check: "", pieces: [{ expression }] };
}

/** The expressions that are true of a leaf's values. */
export const TESTS = {
  String: (variable: string) => `(typeof ${variable}==="string")`,
  ID: (variable: string) => `(typeof ${variable}==="string"||isSafeInteger(${variable}))`,
  Int: (variable: string) => `(typeof ${variable}==="number"&&(${variable}|0)===${variable})`,
  Float: (variable: string) => `isFinite(${variable})`,
  Boolean: (variable: string) => `(typeof ${variable}==="boolean")`,
};

/** Writes a leaf that becomes its JSON by concatenation, as null does. */
export function writeBare(variable: string, isNonNull: boolean, test: string): ValueCode {
  const condition = isNonNull ? test : `(${test}||${variable}===null)`;
  return { check: `if(!${condition})throw BAIL;`, pieces: [{ expression: variable }] };
}

/** Writes a leaf whose JSON is a string. */
export function writeQuoted(variable: string, isNonNull: boolean, test: string, isClean: boolean): ValueCode {
  const mark = { literal: '"' };
  const quoted = isClean ? [mark, { expression: variable }, mark] : [{ expression: `quote(${variable})` }];
  if (isNonNull) return { check: `if(!${test})throw BAIL;`, pieces: quoted };
  const assignment = `${variable}=${joinPieces(quoted)}`;
  return {
    check: `if(${test})${assignment};else if(${variable}!==null)throw BAIL;`,
    pieces: [{ expression: variable }],
  };
}
