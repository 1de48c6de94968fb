import { type DocumentNode, Kind, Lexer, OperationTypeNode, parse, Source } from "graphql";
import type { DocumentLimits } from "./document-limits.ts";
import { createDocumentMeasurer, FragmentCycleError, type Measure } from "./measure-document.ts";

/**
 * What is too large about the document `text`, in a sentence for its client; null when it is within `limits`, or is
 * not GraphQL, which whoever parses it says better. Takes time linear in the text, whatever the text says: it never
 * compares selections with each other, as GraphQL's validation does.
 */
export function findExcess(text: string, limits: DocumentLimits): string | null {
  try {
    if (hasMoreTokens(text, limits.tokens)) return `The document has more than ${limits.tokens} tokens.`;
    return findDocumentExcess(parse(text, { noLocation: true }), limits);
  } catch (error) {
    if (error instanceof FragmentCycleError) {
      return `The fragment "${error.message.slice(0, 64)}" contains itself.`;
    }
    // Without a limit of tokens, nesting can exhaust the stack: parsing it again would end no better.
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
      // Validation works through fragments that no operation spreads, too.
      excesses.push(
        ...listExcesses(measurer.measureFragment(definition.name.value), widestLimits(limits), Infinity),
      );
    }
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    operations += 1;
    const isMutation = definition.operation === OperationTypeNode.MUTATION;
    const rootLimit = isMutation ? Math.min(limits.mutationFields, limits.rootFields) : limits.rootFields;
    const nameLength = definition.name?.value.length ?? 0;
    excesses.push(
      ...describe(nameLength, limits.operationName, "characters in its name"),
      ...listExcesses(measurer.measureOperation(definition), limits, rootLimit),
    );
  }
  if (operations > limits.operations) {
    return `The document has ${operations} operations; at most ${limits.operations} are allowed.`;
  }
  return excesses[0] ?? null;
}

/** A fragment may be one of introspection's: which it is, the operation that spreads it tells. */
function widestLimits(limits: DocumentLimits): DocumentLimits {
  return {
    ...limits,
    depth: Math.max(limits.depth, limits.introspectionDepth),
    selections: Math.max(limits.selections, limits.introspectionSelections),
  };
}

function listExcesses(measure: Measure, limits: DocumentLimits, rootLimit: number): string[] {
  return [
    ...describe(measure.depth, limits.depth, "levels of fields"),
    ...describe(measure.nesting, limits.nesting, "levels of nesting"),
    ...describe(measure.selections, limits.selections, "selections"),
    ...describe(measure.aliases, limits.aliases, "aliases"),
    ...describe(measure.aliasLength, limits.aliasLength, "characters in an alias"),
    ...describe(measure.rootFields, rootLimit, "root fields"),
    ...describe(measure.directives, limits.directives, "directives"),
    ...describe(measure.introspectionDepth, limits.introspectionDepth, "levels of introspection"),
    ...describe(
      measure.introspectionSelections,
      limits.introspectionSelections,
      "selections of introspection",
    ),
  ];
}

function describe(count: number, limit: number, what: string): string[] {
  if (count <= limit) return [];
  const told = count > MAXIMUM_TOLD_COUNT ? `more than ${MAXIMUM_TOLD_COUNT}` : count;
  return [`The operation has ${told} ${what}, its fragments expanded; at most ${limit} are allowed.`];
}

/** Nobody is helped by the three hundred digits of a fragment bomb. */
const MAXIMUM_TOLD_COUNT = 1_000_000;
