import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isIntrospectionType,
  isObjectType,
} from "graphql";
import { badUserInput } from "../../packages/server/errors/error-codes.ts";
import type { SubgraphContext } from "./context.ts";
import { guardField } from "./guard-field.ts";
import { countCharacters } from "./text-input.ts";

/** The maximum characters of each text argument, by its name; for lists and objects, of each text inside. */
export type TextLimits = Readonly<Record<string, number>>;

/** The limits of arguments that all subgraphs have. Ids are UUIDs; a cursor holds one. */
const SHARED_LIMITS: TextLimits = { id: 64, after: 128, representations: 128 };

const NO_TEXTS: ReadonlySet<string> = new Set(["Int", "Float", "Boolean"]);
/** No resolver reads deeper values of an argument. */
const MAXIMUM_DEPTH = 8;

/**
 * Makes the fields of `schema` refuse long texts first of all: trimming, normalizing or matching takes time with length.
 * @throws Error naming an argument that has no limit, so that none is forgotten
 */
export function limitTexts(schema: GraphQLSchema, limits: TextLimits): void {
  const known = { ...SHARED_LIMITS, ...limits };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields())) limitField(field, findLimits(type.name, field, known));
  }
}

function findLimits(
  typeName: string,
  { name, args }: GraphQLField<unknown, SubgraphContext>,
  limits: TextLimits,
): (readonly [name: string, limit: number])[] {
  const texts = args.filter(({ type }) => {
    const named = getNamedType(type);
    return !isEnumType(named) && !NO_TEXTS.has(named.name);
  });
  return texts.map((argument) => {
    const limit = limits[argument.name];
    if (limit !== undefined) return [argument.name, limit];
    throw new Error(`The argument ${typeName}.${name}(${argument.name}:) has no limit: add it to text-limits.ts.`);
  });
}

function limitField(
  field: GraphQLField<unknown, SubgraphContext>,
  limits: readonly (readonly [name: string, limit: number])[],
): void {
  if (limits.length === 0) return;
  guardField(field, (args) => {
    for (const [name, limit] of limits) {
      if (isTooLong(args[name], limit, 0)) {
        throw badUserInput(name, `${name} must be at most ${limit} characters long.`);
      }
    }
  });
}

function isTooLong(value: unknown, limit: number, depth: number): boolean {
  if (typeof value === "string") return isTooLongText(value, limit);
  if (typeof value !== "object" || value === null) return false;
  return depth > MAXIMUM_DEPTH || Object.values(value).some((item) => isTooLong(item, limit, depth + 1));
}

/** A character has at most two UTF-16 units, whose number is known: few texts need counting. */
function isTooLongText(text: string, limit: number): boolean {
  return text.length > 2 * limit || (text.length > limit && countCharacters(text) > limit);
}
