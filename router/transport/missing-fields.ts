import { type DocumentNode, Kind, parse, type SelectionSetNode } from "graphql";

/** Room enough to point at everything a page misses; an answer of errors alone helps nobody. */
const MAXIMUM_PLACES = 100;

type Path = readonly (string | number)[];

/**
 * Where data is missing when a fetch brought none: the path of each field it asked for, in the coordinates of the
 * subgraph's own response (`_entities`, then the index of the representation, then the field).
 */
export function findMissingFields(query: string, variables: Readonly<Record<string, unknown>>): Path[] {
  const document = parse(query, { noLocation: true });
  const representations = variables.representations;
  const paths = Array.isArray(representations)
    ? representations.flatMap((representation, index) =>
        findEntityFields(document, findTypename(representation)).map((key) => ["_entities", index, key]),
      )
    : findRootFields(document).map((key) => [key]);
  return paths.slice(0, MAXIMUM_PLACES);
}

function findRootFields(document: DocumentNode): string[] {
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) return responseKeys(definition.selectionSet);
  }
  return [];
}

function findEntityFields(document: DocumentNode, typename: unknown): string[] {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const [entities] = definition.selectionSet.selections;
    if (entities?.kind !== Kind.FIELD || entities.selectionSet === undefined) return [];
    return entities.selectionSet.selections.flatMap((selection) =>
      selection.kind === Kind.INLINE_FRAGMENT && selection.typeCondition?.name.value === typename
        ? responseKeys(selection.selectionSet)
        : [],
    );
  }
  return [];
}

function responseKeys(selectionSet: SelectionSetNode): string[] {
  return selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD && selection.name.value !== "__typename"
      ? [selection.alias?.value ?? selection.name.value]
      : [],
  );
}

function findTypename(representation: unknown): unknown {
  return (representation as { __typename?: unknown } | null)?.__typename;
}
