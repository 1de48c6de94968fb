import {
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
  parse,
} from "graphql";
import { type Draw, drawOne } from "./random.ts";

/** The values of the operation's variables. */
export const CONDITIONS = { yes: true, no: false };

const MOST_SELECTIONS = 4;
const DEPTH = 3;

/** What is asked for under the names that every object of JavaScript has. */
const HOSTILE_ALIASES: Readonly<Record<string, string>> = {
  id: "constructor",
  name: "__proto__",
  kind: "toString",
  self: "hasOwnProperty",
  json: "valueOf",
};

const DIRECTIVES = [
  "@include(if: $yes)",
  "@skip(if: $no)",
  "@skip(if: false) @include(if: true)",
  "@include(if: $no)",
  "@skip(if: true)",
];

interface Random {
  readonly draw: Draw;
  readonly schema: GraphQLSchema;
  /** The fragments that may be spread: none that could spread the one being written. */
  readonly fragments: readonly string[];
}

/** A query of everything that decides which fields an answer has. A response key is always of the same field name. */
export function drawOperation(draw: Draw, schema: GraphQLSchema): DocumentNode {
  const fragments: string[] = [];
  const definitions = [0, 1].map((index) => {
    const random = { draw, schema, fragments: fragments.slice() };
    const type = drawOne(draw, findCompositeTypes(schema));
    fragments.push(`F${index}`);
    return `fragment F${index} on ${type.name} ${drawSelectionSet(random, type, index + 1)}`;
  });
  const query = schema.getQueryType();
  if (!query) throw new Error("no query type");
  const selection = drawSelectionSet({ draw, schema, fragments }, query, DEPTH);
  return parse(`query ($yes: Boolean!, $no: Boolean!) ${selection} ${definitions.join(" ")}`);
}

function findCompositeTypes(schema: GraphQLSchema): GraphQLCompositeType[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith("__"));
  return types.filter(isCompositeType);
}

function drawSelectionSet(random: Random, type: GraphQLCompositeType, depth: number): string {
  const count = random.draw(MOST_SELECTIONS - 1) + 1;
  return `{ ${Array.from({ length: count }, () => drawSelection(random, type, depth)).join(" ")} }`;
}

function drawSelection(random: Random, type: GraphQLCompositeType, depth: number): string {
  const { draw, schema, fragments } = random;
  const kind = draw(9);
  if (kind === 0 && fragments.length > 0) return `...${drawOne(draw, fragments)}${drawDirectives(random)}`;
  if (kind > 2 || depth === 0) return drawField(random, type, depth);
  const condition = drawOne(draw, [null, ...findCompositeTypes(schema)]);
  const on = condition === null ? "" : ` on ${condition.name}`;
  return `...${on}${drawDirectives(random)} ${drawSelectionSet(random, condition ?? type, depth - 1)}`;
}

function drawField(random: Random, type: GraphQLCompositeType, depth: number): string {
  const { draw } = random;
  const all: GraphQLField<unknown, unknown>[] = isUnionType(type) ? [] : Object.values(type.getFields());
  const fields = depth > 0 ? all : all.filter((field) => !isCompositeType(getNamedType(field.type)));
  const field = drawOne(draw, [null, ...fields]);
  const name = field?.name ?? "__typename";
  const hostile = HOSTILE_ALIASES[name];
  const aliases = ["", "", `again_${name}: `, ...(hostile === undefined ? [] : [`${hostile}: `])];
  const fieldType = field && getNamedType(field.type);
  const selection = isCompositeType(fieldType) ? drawSelectionSet(random, fieldType, depth - 1) : "";
  return `${drawOne(draw, aliases)}${name}${drawDirectives(random)} ${selection}`;
}

function drawDirectives({ draw }: Random): string {
  const isPlain = draw(9) > 1;
  return isPlain ? "" : ` ${drawOne(draw, DIRECTIVES)}`;
}
