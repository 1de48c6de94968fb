import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

/** One operation of a document, with the fragments that it uses, by name. */
export interface SelectedOperation {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** Null when the document lacks the operation, or when it has several and none is named. */
export function findOperation(document: DocumentNode, name: string | null): SelectedOperation | null {
  const operation = getOperationAST(document, name);
  if (!operation) return null;
  const known = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) known.set(definition.name.value, definition);
  }
  const used = new Map<string, FragmentDefinitionNode>();
  collectFragments(operation.selectionSet, known, used);
  return { operation, fragments: Object.assign(Object.create(null), Object.fromEntries(used)) };
}

function collectFragments(
  { selections }: SelectionSetNode,
  known: ReadonlyMap<string, FragmentDefinitionNode>,
  used: Map<string, FragmentDefinitionNode>,
): void {
  for (const selection of selections) {
    if (selection.kind !== Kind.FRAGMENT_SPREAD) {
      if (selection.selectionSet !== undefined) collectFragments(selection.selectionSet, known, used);
      continue;
    }
    const name = selection.name.value;
    const fragment = known.get(name);
    if (fragment === undefined || used.has(name)) continue;
    used.set(name, fragment);
    collectFragments(fragment.selectionSet, known, used);
  }
}
