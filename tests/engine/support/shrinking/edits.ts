import {
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type VariableDefinitionNode,
  visit,
} from "graphql";

/** One way to make a document smaller, or simpler. It may no longer be valid. */
export type Edit = () => DocumentNode;

/** Every way to take one thing out of a document, what lies outside first. */
export function listEdits(document: DocumentNode): readonly Edit[] {
  const edits: Edit[] = [];
  visit(document, {
    enter(node) {
      for (const replacement of listReplacements(document, node)) {
        edits.push(() => visit(document, { enter: (other) => (other === node ? replacement : undefined) }));
      }
    },
  });
  return edits;
}

function listReplacements(document: DocumentNode, node: ASTNode): readonly ASTNode[] {
  switch (node.kind) {
    case Kind.DOCUMENT:
      return withoutEach(node.definitions).map((definitions) => ({ ...node, definitions }));
    case Kind.SELECTION_SET:
      return [
        ...withoutEach(node.selections).filter((selections) => selections.length > 0),
        ...listHoisted(document, node.selections),
      ].map((selections) => ({ ...node, selections }));
    case Kind.FIELD:
      return [
        ...(node.alias === undefined ? [] : [withoutAlias(node)]),
        ...withoutEach(node.arguments ?? []).map((rest) => ({ ...node, arguments: rest })),
        ...withoutEach(node.directives ?? []).map((directives) => ({ ...node, directives })),
      ];
    case Kind.INLINE_FRAGMENT:
    case Kind.FRAGMENT_SPREAD:
      return withoutEach(node.directives ?? []).map((directives) => ({ ...node, directives }));
    case Kind.VARIABLE_DEFINITION:
      return node.defaultValue === undefined ? [] : [withoutDefault(node)];
    case Kind.OBJECT:
      return withoutEach(node.fields).map((fields) => ({ ...node, fields }));
    case Kind.LIST:
      return withoutEach(node.values).map((values) => ({ ...node, values }));
    default:
      return [];
  }
}

function withoutEach<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return items.map((_item, index) => items.toSpliced(index, 1));
}

/** The same selections with one fragment's contents in place of the fragment, or a field's in place of the field. */
function listHoisted(document: DocumentNode, selections: readonly SelectionNode[]) {
  return selections.flatMap((node, index) => {
    const contents = findContents(document, node);
    return contents === null ? [] : [selections.toSpliced(index, 1, ...contents)];
  });
}

function findContents(document: DocumentNode, node: SelectionNode): readonly SelectionNode[] | null {
  if (node.kind !== Kind.FRAGMENT_SPREAD) return node.selectionSet?.selections ?? null;
  const fragment = document.definitions.find(
    (definition): definition is FragmentDefinitionNode =>
      definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === node.name.value,
  );
  if (fragment === undefined) return null;
  return [
    {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: fragment.typeCondition,
      selectionSet: fragment.selectionSet,
    },
  ];
}

function withoutAlias({ alias: _alias, ...node }: FieldNode): FieldNode {
  return node;
}

function withoutDefault({ defaultValue: _default, ...node }: VariableDefinitionNode): VariableDefinitionNode {
  return node;
}
