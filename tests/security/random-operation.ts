import fc from "fast-check";
import {
  doTypesOverlap,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
  parse,
  validate,
} from "graphql";

/** An operation with values for all its variables. */
export interface RandomOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const DEEPEST = 4;
const FLAG = { yes: true, no: false };
const FLAG_DEFINITIONS: Readonly<Record<keyof typeof FLAG, string>> = {
  yes: "$yes: Boolean!",
  no: "$no: Boolean! = true",
};

/**
 * Operations that are valid against `schema`: aliases that lie, arguments, `@skip` and `@include`, inline fragments and
 * named ones that spread others. Bounded to a few levels and selections each.
 */
export function arbitraryOperation(schema: GraphQLSchema): fc.Arbitrary<RandomOperation> {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => type != null);
  const composites = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLCompositeType => isCompositeType(type) && !type.name.startsWith("__"),
  );
  const selections = createSelections(schema, composites);
  const fragments = fc.record(Object.fromEntries(composites.flatMap((type) => fragmentDefinitions(type, selections))));
  const operation = fc
    .constantFrom(...roots)
    .chain((root) =>
      fc.tuple(fc.constant(root === schema.getMutationType() ? "mutation" : "query"), selections(root, DEEPEST, 0)),
    );
  return fc
    .tuple(operation, fragments)
    .map(([[kind, selected], definitions]) => buildOperation(kind, selected, definitions))
    .filter(({ query }) => validate(schema, parse(query)).length === 0);
}

/** Selections on a type, with `depth` levels below at most; `level` is that of the fragment they stand in. */
type Selections = (type: GraphQLCompositeType, depth: number, level: number) => fc.Arbitrary<string>;

function createSelections(schema: GraphQLSchema, composites: readonly GraphQLCompositeType[]): Selections {
  const known = new Map<string, fc.Arbitrary<string>>();

  function selectionsOf(type: GraphQLCompositeType, depth: number, level: number): fc.Arbitrary<string> {
    const key = `${type.name} ${depth} ${level}`;
    const arbitrary = known.get(key) ?? buildSelections(type, depth, level);
    known.set(key, arbitrary);
    return arbitrary;
  }

  function buildSelections(type: GraphQLCompositeType, depth: number, level: number) {
    const fields = isUnionType(type) ? [] : Object.values(type.getFields());
    const choices = [
      ...fields.flatMap((field) => arbitraryField(field, depth, level) ?? []),
      fc.constant("__typename"),
      ...(depth > 0 ? [arbitraryFragment(type, depth, level)] : []),
    ];
    return fc.array(fc.oneof(...choices), { minLength: 1, maxLength: 4 }).map((each) => `{ ${each.join(" ")} }`);
  }

  function arbitraryField(field: GraphQLField<unknown, unknown>, depth: number, level: number) {
    const type = getNamedType(field.type);
    if (isCompositeType(type) && depth === 0) return null;
    const below = isCompositeType(type) ? selectionsOf(type, depth - 1, level) : fc.constant("");
    return fc
      .tuple(arbitraryAlias(field.name), arbitraryArguments(field.args), arbitraryDirective(), below)
      .map(([alias, given, directive, rest]) => `${alias}${field.name}${given}${directive} ${rest}`);
  }

  function arbitraryFragment(type: GraphQLCompositeType, depth: number, level: number) {
    const fitting = composites.filter((other) => doTypesOverlap(schema, type, other));
    const inline = fitting.map((other) =>
      fc
        .tuple(arbitraryDirective(), selectionsOf(other, depth - 1, level))
        .map(([directive, rest]) => `... on ${other.name}${directive} ${rest}`),
    );
    const bare = fc
      .tuple(arbitraryDirective(), selectionsOf(type, depth - 1, level))
      .map(([directive, rest]) => `...${directive} ${rest}`);
    const spreads = level < 2 ? fitting.map(({ name }) => arbitrarySpread(name, level + 1)) : [];
    return fc.oneof(bare, ...inline, ...spreads);
  }

  return selectionsOf;
}

function arbitrarySpread(typeName: string, level: number): fc.Arbitrary<string> {
  return arbitraryDirective().map((directive) => `...${typeName}${level}${directive}`);
}

/** Two fragments on each type: the first may spread the second ones. */
function fragmentDefinitions(type: GraphQLCompositeType, selections: Selections) {
  return [1, 2].map((level) => {
    const name = `${type.name}${level}`;
    const text = selections(type, 1, level).map((rest) => `fragment ${name} on ${type.name} ${rest}`);
    return [name, text] as const;
  });
}

/** Rarely one that other fields have, as which it may lie. */
function arbitraryAlias(name: string): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant("") },
    { weight: 2, arbitrary: fc.constantFrom(`${name}A: `, `${name}B: `) },
    { weight: 1, arbitrary: fc.constantFrom("id: ", "name: ", "secret: ", "constructor: ", "__typename: ") },
  );
}

function arbitraryDirective(): fc.Arbitrary<string> {
  const directives = [" @skip(if: $yes)", " @skip(if: $no)", " @include(if: $yes)", " @include(if: false)"];
  return fc.oneof({ weight: 8, arbitrary: fc.constant("") }, fc.constantFrom(...directives));
}

function arbitraryArguments(args: readonly GraphQLArgument[]): fc.Arbitrary<string> {
  const required = args.filter(isRequiredArgument).map(({ name }) => name);
  const values = Object.fromEntries(args.map(({ name, type }) => [name, arbitraryLiteral(type, 2)]));
  return fc.record(values, { requiredKeys: required }).map((given) => {
    const written = Object.entries(given).map(([name, value]) => `${name}: ${value}`);
    return written.length === 0 ? "" : `(${written.join(", ")})`;
  });
}

function arbitraryLiteral(type: GraphQLInputType, depth: number): fc.Arbitrary<string> {
  const nullable = getNullableType(type);
  const value = arbitraryValue(nullable, depth);
  return isNonNullType(type) ? value : fc.oneof({ weight: 5, arbitrary: value }, fc.constant("null"));
}

function arbitraryValue(type: GraphQLInputType, depth: number): fc.Arbitrary<string> {
  if (isListType(type)) {
    return fc.array(arbitraryLiteral(type.ofType, depth), { maxLength: 2 }).map((items) => `[${items.join(" ")}]`);
  }
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isRequiredInputField(field) || depth > 0);
    const values = fields.map((field) => [field.name, arbitraryLiteral(field.type, depth - 1)] as const);
    const required = fields.filter(isRequiredInputField).map(({ name }) => name);
    return fc.record(Object.fromEntries(values), { requiredKeys: required }).map((given) => {
      return `{${Object.entries(given).map(([name, text]) => `${name}: ${text}`)}}`;
    });
  }
  switch (getNamedType(type).name) {
    case "Int":
      return fc.constantFrom("0", "1", "7");
    case "Float":
      return fc.constantFrom("0.5", "2");
    case "Boolean":
      return fc.constantFrom("true", "$yes", "$no");
    default:
      return fc.constantFrom('"a"', '"b"');
  }
}

function buildOperation(
  kind: string,
  selected: string,
  definitions: Readonly<Record<string, string>>,
): RandomOperation {
  const fragments = findSpread(selected, definitions, new Map());
  const text = [selected, ...fragments.values()].join(" ");
  const flags = (["yes", "no"] as const).filter((name) => text.includes(`$${name}`));
  const variables = flags.map((name) => FLAG_DEFINITIONS[name]).join(" ");
  const head = variables === "" ? kind : `${kind} (${variables})`;
  return {
    query: `${head} ${text}`,
    variables: Object.fromEntries(flags.map((name) => [name, FLAG[name]])),
  };
}

/** The definitions that `text` spreads, and that they spread. */
function findSpread(
  text: string,
  definitions: Readonly<Record<string, string>>,
  found: Map<string, string>,
): Map<string, string> {
  for (const [, name = ""] of text.matchAll(/\.\.\.(\w+\d)/g)) {
    const definition = definitions[name];
    if (definition === undefined || found.has(name)) continue;
    found.set(name, definition);
    findSpread(definition, definitions, found);
  }
  return found;
}
