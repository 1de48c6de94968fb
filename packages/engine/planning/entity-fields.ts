import {
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
} from "graphql";
import { readEntitySelection, withEntitySelection } from "./subgraph-operation.ts";

/** A field at the top of an entity fetch. */
export interface EntityField {
  /** The innermost type condition around it. */
  readonly typename: string;
  readonly name: string;
}

/** The fields at the top of an entity fetch, except `__typename`. */
export function listEntityFields(operation: OperationDefinitionNode): readonly EntityField[] {
  const fields: EntityField[] = [];
  keepFields(readEntitySelection(operation), "", (field) => fields.push(field) > 0);
  return fields;
}

/** The text of an entity fetch with only the fields that `isKept` accepts. */
export function printWithFields(operation: OperationDefinitionNode, isKept: (field: EntityField) => boolean): string {
  const kept = keepFields(readEntitySelection(operation), "", isKept);
  return stripIgnoredCharacters(print(withEntitySelection(operation, kept)));
}

function keepFields(
  { selections, ...rest }: SelectionSetNode,
  typename: string,
  isKept: (field: EntityField) => boolean,
): SelectionSetNode {
  const kept = selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind !== Kind.INLINE_FRAGMENT) {
      const name = selection.name.value;
      return name === "__typename" || isKept({ typename, name }) ? [selection] : [];
    }
    const type = selection.typeCondition?.name.value ?? typename;
    const selectionSet = keepFields(selection.selectionSet, type, isKept);
    return selectionSet.selections.length === 0 ? [] : [{ ...selection, selectionSet }];
  });
  return { ...rest, selections: kept };
}
