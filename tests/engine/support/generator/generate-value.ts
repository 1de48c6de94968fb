import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type ObjectFieldNode,
  type ValueNode,
} from "graphql";
import type { Draft } from "./draft.ts";
import { drawScalar, isGiven } from "./input-values.ts";
import { type InputPlace, useVariable } from "./variables.ts";
import { buildField, writeLiteral } from "./write-literal.ts";

/** Makes a value for a place: a literal, a variable, or a literal with variables in it. */
export function generateValue(draft: Draft, place: InputPlace, depth = 0): ValueNode {
  const { random } = draft;
  if (random.chance(0.35)) return useVariable(draft, place);
  if (!isNonNullType(place.type) && random.chance(0.1)) return { kind: Kind.NULL };
  return generatePresent(draft, isNonNullType(place.type) ? place.type.ofType : place.type, depth);
}

function generatePresent(draft: Draft, type: GraphQLInputType, depth: number): ValueNode {
  const { random } = draft;
  if (isListType(type)) return generateList(draft, type.ofType, depth);
  if (isInputObjectType(type)) {
    const given = Object.values(type.getFields()).filter((field) => isGiven(field, random, depth));
    const fields = given.map((field): ObjectFieldNode => {
      const place = { type: field.type, hasDefault: field.defaultValue !== undefined };
      return buildField(field.name, generateValue(draft, place, depth + 1));
    });
    return { kind: Kind.OBJECT, fields };
  }
  if (isEnumType(type)) return { kind: Kind.ENUM, value: random.pick(type.getValues()).name };
  return writeLiteral(drawScalar(String(type), random), type);
}

function generateList(draft: Draft, item: GraphQLInputType, depth: number): ValueNode {
  const { random } = draft;
  const bare = isNonNullType(item) ? item.ofType : item;
  // A list of one may leave out its brackets, unless the one is a list.
  if (!isListType(bare) && random.chance(0.1)) return generatePresent(draft, bare, depth);
  const values = Array.from({ length: random.below(depth > 0 ? 2 : 4) }, () =>
    generateValue(draft, { type: item, hasDefault: false }, depth + 1),
  );
  return { kind: Kind.LIST, values };
}
