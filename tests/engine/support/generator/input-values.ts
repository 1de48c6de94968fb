import {
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from "graphql";
import type { Random } from "../random.ts";

const TEXTS = ["", "plain", 'with "quotes"', "back\\slash", "two\nlines", "é😀", "__proto__", "$v1"];
const JSON_VALUES = [
  { a: [1, null, { b: "c" }] },
  [],
  {},
  "text",
  7,
  -1.5,
  true,
  { nested: { list: [[1], [2]] } },
  // Only JSON can make them fields like any other.
  JSON.parse('{"__proto__":{"polluted":true},"constructor":[{"__proto__":1}],"toString":null}'),
];
/** How deep input objects go into each other. */
const MAXIMUM_DEPTH = 3;

/** Draws a value for an input type, as a variable takes it. An absent optional field is left out. */
export function drawInputValue(type: GraphQLInputType, random: Random, depth = 0): unknown {
  if (isNonNullType(type)) return drawPresent(type.ofType, random, depth);
  return random.chance(0.1) ? null : drawPresent(type, random, depth);
}

function drawPresent(type: GraphQLInputType, random: Random, depth: number): unknown {
  if (isListType(type)) return drawList(type.ofType, random, depth);
  if (isInputObjectType(type)) return drawObject(Object.values(type.getFields()), random, depth);
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  return drawScalar(String(type), random);
}

function drawList(item: GraphQLInputType, random: Random, depth: number): unknown {
  // One value stands for a list of it (GraphQL specification §3.11); a null would stand for no list.
  const bare = isNonNullType(item) ? item.ofType : item;
  if (!isListType(bare) && random.chance(0.1)) return drawPresent(bare, random, depth);
  return Array.from({ length: random.below(depth > 0 ? 2 : 4) }, () => drawInputValue(item, random, depth + 1));
}

function drawObject(fields: readonly GraphQLInputField[], random: Random, depth: number): Record<string, unknown> {
  const given = fields.filter((field) => isGiven(field, random, depth));
  return Object.fromEntries(given.map(({ name, type }) => [name, drawInputValue(type, random, depth + 1)]));
}

/** Whether an input object gets this field. Optional ones end where objects have gone deep enough. */
export function isGiven(field: GraphQLInputField, random: Random, depth: number): boolean {
  return isRequiredInputField(field) || (depth < MAXIMUM_DEPTH && random.chance(0.5));
}

/** Draws a value of a scalar; a custom one is taken for any JSON, unless it is a time. */
export function drawScalar(scalar: string, random: Random): unknown {
  switch (scalar) {
    case "Int":
      return random.pick([0, 1, 2, 3, 7, -1, 2_147_483_647]);
    case "Float":
      return random.pick([0, 1, 2.5, -0.25, 1e3, 1e-7]);
    case "Boolean":
      return random.chance(0.5);
    case "ID":
      return random.pick(["1", "id-2", "user-3", 4, ""]);
    case "String":
      return random.pick(TEXTS);
    case "DateTime":
      return "2026-01-31T12:00:00.000Z";
    default:
      return random.pick(JSON_VALUES);
  }
}
