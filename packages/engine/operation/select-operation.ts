import {
  type ASTVisitor,
  type DocumentNode,
  type ExecutableDefinitionNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
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

/** The operation and its fragments. */
export function listDefinitions({
  operation,
  fragments,
}: SelectedOperation): readonly ExecutableDefinitionNode[] {
  return [operation, ...Object.values(fragments)];
}

/** The operation with each of its definitions changed by `visitor`. */
export function visitDefinitions(
  { operation, fragments }: SelectedOperation,
  visitor: ASTVisitor,
): SelectedOperation {
  const changed = Object.entries(fragments).map(([name, node]) => [name, visit(node, visitor)] as const);
  return { operation: visit(operation, visitor), fragments: Object.fromEntries(changed) };
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
