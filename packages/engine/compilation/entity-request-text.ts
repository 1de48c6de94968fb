import { Kind, type OperationDefinitionNode, type SelectionNode, type VariableDefinitionNode, visit } from "graphql";
import { readEntitySelection } from "../planning/subgraph-operation.ts";
import { remember } from "../remember.ts";
import { buildRequestText, type RequestText } from "./request-text.ts";

/** Requests of one step that are remembered: which parts have entities differs from request to request. */
const MAXIMUM_REMEMBERED_TEXTS = 32;

/** The request for the entities of `parts`, one for each list of representations; a part may be there several times. */
export type EntityRequestText = (parts: readonly number[]) => RequestText;

/** The answer's key for the entities of list number `index` of `count`. */
export function formatEntitiesKey(index: number, count: number): string {
  return count === 1 ? "_entities" : `_e${index}`;
}

/** The variable for list number `index` of `count`. */
export function formatRepresentationsVariable(index: number, count: number): string {
  return count === 1 ? "representations" : `_r${index}`;
}

/** The variable for the context argument `variable` of list number `index` of `count`. */
export function formatContextVariable(variable: string, index: number, count: number): string {
  return count === 1 ? variable : `${variable}_${index}`;
}

/**
 * Requests for the entities of `operations`, one for each part.
 * @param contextVariables for each part, the variables that differ from list to list
 */
export function createEntityRequestText(
  operations: readonly OperationDefinitionNode[],
  contextVariables: readonly ReadonlySet<string>[],
  clientNames: ReadonlyMap<string, string>,
): EntityRequestText {
  const texts = new Map<string, RequestText>();

  function build(parts: readonly number[]): RequestText {
    const lists = parts.flatMap((part, index) => {
      const operation = operations[part];
      return operation === undefined
        ? []
        : [renameForList(operation, contextVariables[part] ?? new Set(), index, parts.length)];
    });
    return buildRequestText(joinOperations(lists), clientNames);
  }

  return (parts) => {
    const key = parts.join();
    const known = texts.get(key);
    if (known !== undefined) return known;
    if (texts.size >= MAXIMUM_REMEMBERED_TEXTS) texts.clear();
    return remember(texts, key, () => build(parts));
  };
}

function renameForList(
  operation: OperationDefinitionNode,
  contextVariables: ReadonlySet<string>,
  index: number,
  count: number,
): OperationDefinitionNode {
  if (count === 1) return operation;
  const rename = (name: string) => {
    if (name === "representations") return formatRepresentationsVariable(index, count);
    return contextVariables.has(name) ? formatContextVariable(name, index, count) : name;
  };
  return visit(operation, {
    Variable: (variable) => ({ ...variable, name: { kind: Kind.NAME, value: rename(variable.name.value) } }),
  });
}

/** One operation for all entities. Variables of the same name are the client's, and so the same. */
function joinOperations(operations: readonly OperationDefinitionNode[]): OperationDefinitionNode {
  const [first] = operations;
  if (first === undefined) throw new Error("a request for no entities");
  if (operations.length === 1) return first;
  const variables = new Map<string, VariableDefinitionNode>();
  for (const definition of operations.flatMap(({ variableDefinitions = [] }) => variableDefinitions)) {
    variables.set(definition.variable.name.value, definition);
  }
  const selections = operations.map((operation, index) => aliasEntities(operation, index, operations.length));
  return {
    ...first,
    variableDefinitions: [...variables.values()],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

function aliasEntities(operation: OperationDefinitionNode, index: number, count: number): SelectionNode {
  const [field] = operation.selectionSet.selections;
  if (field?.kind !== Kind.FIELD) throw new Error("an entity fetch without entities");
  const alias = { kind: Kind.NAME, value: formatEntitiesKey(index, count) } as const;
  return { ...field, alias, selectionSet: readEntitySelection(operation) };
}
