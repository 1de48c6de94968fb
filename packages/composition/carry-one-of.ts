import { type DefinitionNode, type InputObjectTypeDefinitionNode, Kind, parse } from "graphql";
import type { SubgraphDocument } from "./subgraph-document.ts";

/**
 * Marks an input of the supergraph with `@oneOf` where every subgraph that has the input does: composition drops the
 * directive, and the router could not refuse what does not fit. Stock gateways load and keep it
 * (https://spec.graphql.org/September2025/#sec-OneOf-Input-Objects).
 */
export function carryOneOf(subgraphs: readonly SubgraphDocument[], supergraphSdl: string): string {
  const marks = subgraphs.map(({ document }) => readMarks(document.definitions));
  if (marks.every(({ marked }) => marked.size === 0)) return supergraphSdl;
  const { definitions } = parse(supergraphSdl);
  const places = definitions
    .filter((node) => node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
    .filter(({ name }) =>
      marks.every(({ inputs, marked }) => !inputs.has(name.value) || marked.has(name.value)),
    )
    .filter((input) => marks.some(({ marked }) => marked.has(input.name.value)) && mayBeOneOf(input))
    .map(({ name, directives = [] }) => (directives.at(-1) ?? name).loc?.end ?? 0);
  if (places.length === 0) return supergraphSdl;
  const marked = places
    .toReversed()
    .reduce((sdl, place) => `${sdl.slice(0, place)}\n  @oneOf${sdl.slice(place)}`, supergraphSdl);
  return marked.replace(/^directive /m, "directive @oneOf on INPUT_OBJECT\n\ndirective ");
}

function readMarks(definitions: readonly DefinitionNode[]) {
  const inputs = definitions.filter(
    (node) =>
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || node.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION,
  );
  const marked = inputs.filter(({ directives }) => directives?.some(({ name }) => name.value === "oneOf"));
  return { inputs: namesOf(inputs), marked: namesOf(marked) };
}

function namesOf(nodes: readonly { readonly name: { readonly value: string } }[]): ReadonlySet<string> {
  return new Set(nodes.map(({ name }) => name.value));
}

/** Each field may be left out. */
function mayBeOneOf({ fields = [] }: InputObjectTypeDefinitionNode): boolean {
  return fields.every(({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE && !defaultValue);
}
