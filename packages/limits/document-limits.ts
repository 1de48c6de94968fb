import { type DocumentNode, Kind, Lexer, OperationTypeNode, parse, Source } from "graphql";
import { createDocumentMeasurer, FragmentCycleError, type Measure } from "./measure-document.ts";

/** The default limits of a document. All counts but the first four are of one operation, fragments expanded. */
export const DEFAULT_DOCUMENT_LIMITS = {
  /** Bytes of the document in UTF-8. */
  bytes: 32 * 1024,
  /** Lexical tokens of the whole document. */
  tokens: 1_000,
  /** Operations in one document. */
  operations: 10,
  /** Characters of an operation's name. */
  operationName: 256,
  /** Fields inside fields. */
  depth: 12,
  /** Selection sets, fragments included, and lists and objects of literal values, inside one another. */
  nesting: 40,
  /** Fields, each as often as it is selected. */
  selections: 250,
  /** Fields under another name, `__typename` included. */
  aliases: 30,
  /** Characters of an alias, which the answer repeats for every item of the lists around it. */
  aliasLength: 100,
  /** Fields of the operation's root. */
  rootFields: 20,
  /** Fields of a mutation's root: each is executed after the one before. */
  mutationFields: 5,
  directives: 50,
  /** Fields inside fields below `__schema` and `__type`: tools follow them further down than clients follow data. */
  introspectionDepth: 20,
  /** Fields below `__schema` and `__type`. */
  introspectionSelections: 500,
};

/** What a document may be at most; `Infinity` is no limit. */
export type DocumentLimits = Readonly<typeof DEFAULT_DOCUMENT_LIMITS>;

/** The variable that sets each limit. A refusal names it, for the owner of a graph that needs more. */
export const DOCUMENT_LIMIT_VARIABLES = {
  bytes: "MAX_DOCUMENT_BYTES",
  tokens: "MAX_TOKENS",
  operations: "MAX_OPERATIONS",
  operationName: "MAX_OPERATION_NAME",
  depth: "MAX_DEPTH",
  nesting: "MAX_NESTING",
  selections: "MAX_SELECTIONS",
  aliases: "MAX_ALIASES",
  aliasLength: "MAX_ALIAS_LENGTH",
  rootFields: "MAX_ROOT_FIELDS",
  mutationFields: "MAX_MUTATION_FIELDS",
  directives: "MAX_DIRECTIVES",
  introspectionDepth: "MAX_INTROSPECTION_DEPTH",
  introspectionSelections: "MAX_INTROSPECTION_SELECTIONS",
} as const satisfies Record<keyof DocumentLimits, string>;

/** No count above this is told: the three hundred digits of a fragment bomb help no reader. */
const MAXIMUM_TOLD_COUNT = 1_000_000;

/** That the document `text` is too long, in a sentence for its client. Null: it is not. */
export function findByteExcess(text: string, { bytes }: DocumentLimits): string | null {
  return Buffer.byteLength(text) > bytes ? `The document has more than ${bytes} bytes (MAX_DOCUMENT_BYTES).` : null;
}

/**
 * What is too large about the document `text`, in a sentence for its client. Null: it is within `limits`, or is not
 * GraphQL, which its parser explains better. Takes time linear in the text: it never compares selections with each
 * other, as GraphQL's validation does.
 */
export function findExcess(text: string, limits: DocumentLimits): string | null {
  try {
    if (hasMoreTokens(text, limits.tokens)) return `The document has more than ${limits.tokens} tokens (MAX_TOKENS).`;
    return findDocumentExcess(parse(text, { noLocation: true }), limits);
  } catch (error) {
    if (error instanceof FragmentCycleError) {
      return `The fragment "${error.message.slice(0, 64)}" contains itself.`;
    }
    // Without a limit of tokens, nesting can exhaust the stack. Another parser would end the same way.
    if (error instanceof RangeError) return "The document is nested too deeply.";
    return null;
  }
}

function hasMoreTokens(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  const lexer = new Lexer(new Source(text));
  let count = 0;
  while (count <= limit && lexer.advance().kind !== "<EOF>") count += 1;
  return count > limit;
}

function findDocumentExcess(document: DocumentNode, limits: DocumentLimits): string | null {
  const measurer = createDocumentMeasurer(document);
  const excesses: string[] = [];
  let operations = 0;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      // Validation visits fragments that no operation spreads, too.
      excesses.push(...listExcesses(measurer.measureFragment(definition.name.value), widestLimits(limits), null));
    }
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    operations += 1;
    const isMutation = definition.operation === OperationTypeNode.MUTATION;
    const rootLimit = isMutation && limits.mutationFields < limits.rootFields ? "mutationFields" : "rootFields";
    const nameLength = definition.name?.value.length ?? 0;
    excesses.push(
      ...describe(nameLength, limits, "operationName", "characters in its name"),
      ...listExcesses(measurer.measureOperation(definition), limits, rootLimit),
    );
  }
  if (operations > limits.operations) {
    return `The document has ${operations} operations; at most ${limits.operations} are allowed (MAX_OPERATIONS).`;
  }
  return excesses[0] ?? null;
}

/** A fragment may belong to data or to introspection: only the operation that spreads it decides. */
function widestLimits(limits: DocumentLimits): DocumentLimits {
  return {
    ...limits,
    depth: Math.max(limits.depth, limits.introspectionDepth),
    selections: Math.max(limits.selections, limits.introspectionSelections),
  };
}

const COUNTED = {
  depth: "levels of fields",
  nesting: "levels of nesting",
  selections: "selections",
  aliases: "aliases",
  aliasLength: "characters in an alias",
  rootFields: "root fields",
  directives: "directives",
  introspectionDepth: "levels of introspection",
  introspectionSelections: "selections of introspection",
} as const satisfies Record<keyof Measure, string>;

/** @param rootLimit the limit of root fields; null: a fragment has none */
function listExcesses(
  measure: Measure,
  limits: DocumentLimits,
  rootLimit: "rootFields" | "mutationFields" | null,
): string[] {
  const names = Object.keys(COUNTED) as (keyof Measure)[];
  return names.flatMap((name) => {
    const limit = name === "rootFields" ? rootLimit : name;
    return limit === null ? [] : describe(measure[name], limits, limit, COUNTED[name]);
  });
}

function describe(count: number, limits: DocumentLimits, name: keyof DocumentLimits, what: string): string[] {
  if (count <= limits[name]) return [];
  const told = count > MAXIMUM_TOLD_COUNT ? `more than ${MAXIMUM_TOLD_COUNT}` : count;
  const allowed = `at most ${limits[name]} are allowed (${DOCUMENT_LIMIT_VARIABLES[name]})`;
  return [`The operation has ${told} ${what}, its fragments expanded; ${allowed}.`];
}
