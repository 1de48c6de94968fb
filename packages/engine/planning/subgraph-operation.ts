import type { FetchNode } from "@apollo/query-planner";
import { type FieldNode, Kind, type OperationDefinitionNode, parse, type SelectionSetNode, visit } from "graphql";

/** The operation of a fetch. */
export function parseFetch({ operation }: Pick<FetchNode, "operation">): OperationDefinitionNode {
  const { definitions } = parse(operation, { noLocation: true });
  const [definition] = definitions;
  if (definitions.length !== 1 || definition?.kind !== Kind.OPERATION_DEFINITION) {
    throw new Error("the planner made a fetch that is not one operation");
  }
  return definition;
}

/** The selection of a fetch: of a root type, or of each entity. */
export function readFetchSelection(node: FetchNode): SelectionSetNode {
  const operation = parseFetch(node);
  return node.requires === undefined ? operation.selectionSet : readEntitySelection(operation);
}

/** The selection of an entity fetch on each entity. */
export function readEntitySelection({ selectionSet }: OperationDefinitionNode): SelectionSetNode {
  const selection = findEntities(selectionSet)?.selectionSet;
  if (selection === undefined) throw new Error("the planner made an entity fetch without entities");
  return selection;
}

function findEntities({ selections }: SelectionSetNode): FieldNode | undefined {
  const [first] = selections;
  return first?.kind === Kind.FIELD && first.name.value === "_entities" ? first : undefined;
}

/** The same entity fetch with another selection, and only the variables that this one uses. */
export function withEntitySelection(
  operation: OperationDefinitionNode,
  selectionSet: SelectionSetNode,
): OperationDefinitionNode {
  const entities = findEntities(operation.selectionSet);
  if (entities === undefined) return operation;
  const changed: SelectionSetNode = {
    kind: Kind.SELECTION_SET,
    selections: [{ ...entities, selectionSet }],
  };
  const used = listVariables({ ...operation, variableDefinitions: [], selectionSet: changed });
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value));
  return { ...operation, variableDefinitions: variableDefinitions ?? [], selectionSet: changed };
}

function listVariables(operation: OperationDefinitionNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(operation, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}
