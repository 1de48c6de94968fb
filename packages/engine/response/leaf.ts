import { type GraphQLLeafType, isEnumType, isSpecifiedScalarType } from "graphql";
import { ExactNumber, stringifyExact } from "../exact-numbers.ts";
import { remember } from "../remember.ts";
import { quoteText } from "./quote-text.ts";

/** A type without fields: a scalar or an enum. */
export type Leaf =
  | { readonly kind: "Int" | "Float" | "String" | "Boolean" | "ID" | "custom" }
  | { readonly kind: "enum"; readonly values: ReadonlySet<unknown> };

const BUILT_IN_KINDS = ["Int", "Float", "String", "Boolean", "ID"] as const;

const knownLeaves = new WeakMap<GraphQLLeafType, Leaf>();

/** The leaf of a type, one object for each type. */
export function findLeaf(type: GraphQLLeafType): Leaf {
  return remember(knownLeaves, type, () => buildLeaf(type));
}

function buildLeaf(type: GraphQLLeafType): Leaf {
  if (isEnumType(type)) return { kind: "enum", values: new Set(type.getValues().map(({ name }) => name)) };
  const builtIn = isSpecifiedScalarType(type) && BUILT_IN_KINDS.find((kind) => kind === type.name);
  return { kind: builtIn || "custom" };
}

/**
 * The JSON of a value that is not null; null if the value does not fit the leaf (GraphQL specification §3.5, §3.9). A
 * subgraph has coerced it, so only an ID may have another form than in a response.
 */
export function writeLeaf(leaf: Leaf, value: unknown): string | null {
  switch (leaf.kind) {
    case "String":
      return typeof value === "string" ? quoteText(value) : null;
    case "ID":
      return writeId(value);
    case "Int":
      return isInt(value) ? String(value) : null;
    case "Float":
      return writeFloat(value);
    case "Boolean":
      return typeof value === "boolean" ? String(value) : null;
    case "enum":
      return leaf.values.has(value) ? `"${value}"` : null;
    case "custom":
      return writeCustomValue(value);
  }
}

/** Integers have 32 bits (§3.5.1). */
function isInt(value: unknown): boolean {
  return typeof value === "number" && (value | 0) === value;
}

/** An ID is written as a string, even if it comes as a number (§3.5.5). */
function writeId(value: unknown): string | null {
  if (typeof value === "string") return quoteText(value);
  const isWhole = value instanceof ExactNumber ? WHOLE.test(String(value)) : Number.isSafeInteger(value);
  return isWhole ? `"${value}"` : null;
}

const WHOLE = /^-?\d+$/;

/** A Float is a double (§3.5.2): a number with more digits is rounded. */
function writeFloat(value: unknown): string | null {
  const number = value instanceof ExactNumber ? Number(String(value)) : value;
  return Number.isFinite(number) ? String(number) : null;
}

/** Whether `value` is a number that was rounded when it was read, so that it must not be passed on. */
export function isRounded({ kind }: Leaf, value: unknown): boolean {
  if (typeof value !== "number" || (kind !== "ID" && kind !== "custom")) return false;
  return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));
}

/** A custom scalar may be any JSON value, except a number too large to be written again. */
export function writeCustomValue(value: unknown): string | null {
  if (typeof value === "string") return quoteText(value);
  const isWritable = typeof value === "number" ? Number.isFinite(value) : value !== undefined && value !== null;
  return isWritable ? stringify(value) : null;
}

/** Null for a value that could be read, but is nested too deeply to be written. */
function stringify(value: unknown): string | null {
  try {
    return stringifyExact(value);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
