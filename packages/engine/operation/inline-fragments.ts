import { Kind, type OperationDefinitionNode, type SelectionNode, type SelectionSetNode } from "graphql";
import type { SelectedOperation } from "./select-operation.ts";

/** Fragments inside fragments multiply: of an operation with more selections, `@defer` has no effect. */
const MAXIMUM_SELECTIONS = 2_000;

/**
 * The operation with its fragments inline and a node for each selection, so that every deferred fragment has one place.
 * Null when it becomes too large.
 */
export function inlineFragments(selected: SelectedOperation): SelectedOperation | null {
  let count = 0;

  function inline({ selections, ...rest }: SelectionSetNode): SelectionSetNode {
    return { ...rest, selections: selections.flatMap(inlineSelection) };
  }

  function inlineSelection(selection: SelectionNode): readonly SelectionNode[] {
    count += 1;
    if (count > MAXIMUM_SELECTIONS) return [];
    if (selection.kind !== Kind.FRAGMENT_SPREAD) {
      const { selectionSet } = selection;
      return [selectionSet === undefined ? { ...selection } : { ...selection, selectionSet: inline(selectionSet) }];
    }
    const fragment = selected.fragments[selection.name.value];
    if (fragment === undefined) return [];
    const { typeCondition, selectionSet } = fragment;
    const { directives = [] } = selection;
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet: inline(selectionSet) }];
  }

  const operation: OperationDefinitionNode = {
    ...selected.operation,
    selectionSet: inline(selected.operation.selectionSet),
  };
  return count > MAXIMUM_SELECTIONS ? null : { operation, fragments: {} };
}
