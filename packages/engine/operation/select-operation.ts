import {
  type ASTVisitor,
  type DocumentNode,
  type ExecutableDefinitionNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  separateOperations,
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
  const { definitions = [] } = separateOperations(document)[operation.name?.value ?? ""] ?? {};
  const used = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const byName = Object.fromEntries(used.map((fragment) => [fragment.name.value, fragment]));
  return { operation, fragments: Object.assign(Object.create(null), byName) };
}

/** The operation and its fragments. */
export function listDefinitions({ operation, fragments }: SelectedOperation): readonly ExecutableDefinitionNode[] {
  return [operation, ...Object.values(fragments)];
}

/** The operation with each of its definitions changed by `visitor`. */
export function visitDefinitions({ operation, fragments }: SelectedOperation, visitor: ASTVisitor): SelectedOperation {
  const changed = Object.entries(fragments).map(([name, node]) => [name, visit(node, visitor)] as const);
  return { operation: visit(operation, visitor), fragments: Object.fromEntries(changed) };
}
