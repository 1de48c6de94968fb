import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode, visit } from "graphql";

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/**
 * Selects `__typename` where Apollo Client does before it sends a document: at the end of every selection set, except an
 * operation's own and those that already select it, or introspection.
 */
export function addTypenames(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(set, _key, parent) {
      if (isOperation(parent) || set.selections.some(isMeta)) return undefined;
      return { ...set, selections: [...set.selections, TYPENAME] };
    },
  });
}

function isOperation(parent: unknown): boolean {
  return (parent as { readonly kind?: string } | undefined)?.kind === Kind.OPERATION_DEFINITION;
}

function isMeta(selection: SelectionSetNode["selections"][number]): boolean {
  return selection.kind === Kind.FIELD && selection.name.value.startsWith("__");
}
