import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { type Draw, drawOne } from "./random.ts";

/**
 * What subgraphs might give in place of any value; `undefined` for nothing at all. Objects here say what they are: an
 * interface has room for those that do not, of which the specification knows nothing.
 */
const FAULTS: readonly unknown[] = [
  undefined,
  null,
  0,
  -0,
  2 ** 31,
  1.5,
  1e21,
  Number.POSITIVE_INFINITY,
  "text",
  "A",
  "",
  true,
  { __typename: "Unheard", valueOf: 1, toString: 2 },
  { __typename: "Item" },
  [],
  [null],
  [[{ __typename: "Note" }]],
];

const TEXTS = [
  "",
  "plain",
  'quoted "text"',
  "back\\slash",
  "two\nlines",
  "\u2028 \u{1f600}",
  "half \ud83d",
  "\u007f\u0000",
];

const LEAVES: Readonly<Record<string, readonly unknown[]>> = {
  Int: [0, -0, 1, -(2 ** 31), 2 ** 31 - 1],
  Float: [0, -0, 0.1, 1e21, -1e-7, 5],
  String: TEXTS,
  Boolean: [true, false],
  ID: ["1", "x y", 'a"b', 7, -1],
  JSON: [...TEXTS, 0, 1e300, false, {}, { __proto__: null, a: [null, "\u0001"] }, [], [[1], {}]],
};

const WRONG_TYPENAMES: readonly unknown[] = ["Unheard", "Leaves", "Kind", "", "constructor", null, 7, {}];

interface Random {
  readonly draw: Draw;
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  /** Of 1000 values, how many are at fault. */
  readonly faults: number;
}

/** Data for an operation on the query type, some of it at fault. What it names is there, whatever the types. */
export function drawData(random: Random): Record<string, unknown> {
  const operation = random.document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const type = random.schema.getQueryType();
  if (operation?.kind !== Kind.OPERATION_DEFINITION || !type) throw new Error("no query");
  return drawFields(random, type, [operation.selectionSet]);
}

function drawFields(
  random: Random,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): Record<string, unknown> {
  const entries = [...findFields(random.document, selectionSets)].flatMap(([key, nodes]) => {
    const field = type.getFields()[nodes[0]?.name.value ?? ""];
    if (field === undefined) return [];
    const value = drawValue(
      random,
      field.type,
      nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
    );
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

function findFields(
  document: DocumentNode,
  selectionSets: readonly SelectionSetNode[],
  fields: Map<string, FieldNode[]> = new Map(),
): Map<string, FieldNode[]> {
  for (const selection of selectionSets.flatMap(({ selections }) => selections)) {
    if (selection.kind === Kind.FIELD) {
      const key = (selection.alias ?? selection.name).value;
      fields.set(key, [...(fields.get(key) ?? []), selection]);
    } else {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : findFragment(document, selection.name.value);
      findFields(document, [fragment.selectionSet], fields);
    }
  }
  return fields;
}

function findFragment(document: DocumentNode, name: string): { selectionSet: SelectionSetNode } {
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name) return definition;
  }
  throw new Error(`no fragment ${name}`);
}

function drawValue(random: Random, type: GraphQLOutputType, selectionSets: readonly SelectionSetNode[]): unknown {
  if (isFault(random)) return drawOne(random.draw, FAULTS);
  if (!isNonNullType(type) && random.draw(9) === 0) return null;
  const nullable = getNullableType(type);
  if (isLeafType(nullable)) return drawLeaf(random, nullable);
  if (!isListType(nullable)) return drawObject(random, nullable as GraphQLCompositeType, selectionSets);
  const length = random.draw(2);
  return Array.from({ length }, () => drawValue(random, nullable.ofType, selectionSets) ?? null);
}

function drawLeaf({ draw }: Random, type: GraphQLLeafType): unknown {
  const values = isEnumType(type) ? type.getValues().map(({ name }) => name) : (LEAVES[type.name] ?? []);
  return drawOne(draw, values);
}

function drawObject(random: Random, type: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]): unknown {
  const { draw, schema } = random;
  const objectType = isAbstractType(type) ? drawOne(draw, schema.getPossibleTypes(type)) : type;
  const fields = drawFields(random, objectType, selectionSets);
  if (isFault(random)) return { ...fields, __typename: drawOne(draw, WRONG_TYPENAMES) };
  const isNamed = isAbstractType(type) || draw(1) === 1;
  return isNamed ? { ...fields, __typename: objectType.name } : fields;
}

function isFault({ draw, faults }: Random): boolean {
  return faults > 0 && draw(999) < faults;
}
