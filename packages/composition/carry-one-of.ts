import { type DefinitionNode, type InputObjectTypeDefinitionNode, Kind, parse } from "graphql";
import type { SubgraphDocument } from "./subgraph-document.ts";

/**
 * Marks an input of the supergraph with `@oneOf` if every subgraph with the input does. Composition drops the directive,
 * so the router could not refuse other values. Stock gateways load and keep it
 * (https://spec.graphql.org/September2025/#sec-OneOf-Input-Objects).
 */
export function carryOneOf(subgraphs: readonly SubgraphDocument[], supergraphSdl: string): string {
  const marks = subgraphs.map(({ document }) => readMarks(document.definitions));
  if (marks.every(({ marked }) => marked.size === 0)) return supergraphSdl;
  const { definitions } = parse(supergraphSdl);
  const positions = definitions
    .filter((node) => node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
    .filter(({ name }) => marks.every(({ inputs, marked }) => !inputs.has(name.value) || marked.has(name.value)))
    .filter((input) => marks.some(({ marked }) => marked.has(input.name.value)) && mayBeOneOf(input))
    .map(({ name, directives = [] }) => (directives.at(-1) ?? name).loc?.end ?? 0);
  if (positions.length === 0) return supergraphSdl;
  const marked = positions
    .toReversed()
    .reduce((sdl, end) => `${sdl.slice(0, end)}\n  @oneOf${sdl.slice(end)}`, supergraphSdl);
  return marked.replace(/^directive /m, "directive @oneOf on INPUT_OBJECT\n\ndirective ");
}

function readMarks(definitions: readonly DefinitionNode[]) {
  const inputs = definitions.filter(
    (node) => node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || node.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION,
  );
  const marked = inputs.filter(({ directives }) => directives?.some(({ name }) => name.value === "oneOf"));
  return { inputs: namesOf(inputs), marked: namesOf(marked) };
}

function namesOf(nodes: readonly { readonly name: { readonly value: string } }[]): ReadonlySet<string> {
  return new Set(nodes.map(({ name }) => name.value));
}

/** Whether each field may be left out. */
function mayBeOneOf({ fields = [] }: InputObjectTypeDefinitionNode): boolean {
  return fields.every(({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE && !defaultValue);
}
