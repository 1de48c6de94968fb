/**
 * Defect: Apollo's planner plans for both sides of `@skip` and `@include`, but takes a condition on one of several
 * fields for a condition on their whole fetch.
 * Without this: a field that is left out takes along another field with the same requirement.
 * Work-around: conditions are resolved before planning, so there is a plan for each choice of their variables.
 * Test: tests/engine/left-out-fields.test.ts > does not take along another with the same requirement
 */
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { type Conditions, isCondition, isIncluded } from "../../operation/conditions.ts";
import { isDefer } from "../../operation/defer-directive.ts";
import type { SelectedOperation } from "../../operation/select-operation.ts";
import { remember } from "../../remember.ts";

/**
 * The operation without conditions and `@defer`. An object may have no selection left: see `addTypenames`.
 * @param conditions the values of the variables that the directives use; a null leaves out
 * @param isOmitted whether a field is left out for another reason
 */
export function resolveConditions(
  { operation, fragments }: SelectedOperation,
  conditions: Conditions,
  isOmitted: (field: FieldNode) => boolean,
): SelectedOperation {
  const resolved = new Map<string, FragmentDefinitionNode | null>();

  function resolveFragment(name: string): FragmentDefinitionNode | null {
    const fragment = fragments[name];
    const selectionSet = fragment && resolveSelections(fragment.selectionSet);
    return fragment && selectionSet ? { ...fragment, selectionSet } : null;
  }

  /** Null when nothing is left. */
  function resolveSelections({ selections, ...rest }: SelectionSetNode): SelectionSetNode | null {
    const kept = selections.flatMap((selection): SelectionNode[] => {
      if (!isIncluded(selection.directives, conditions)) return [];
      if (selection.kind === Kind.FIELD && isOmitted(selection)) return [];
      const node = resolveSelection({ ...selection, directives: removeConditions(selection.directives) });
      return node === null ? [] : [node];
    });
    return kept.length === 0 ? null : { ...rest, selections: kept };
  }

  function resolveSelection(selection: SelectionNode): SelectionNode | null {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const { value } = selection.name;
      return remember(resolved, value, () => resolveFragment(value)) && selection;
    }
    if (selection.selectionSet === undefined) return selection;
    const selectionSet = resolveSelections(selection.selectionSet);
    if (selection.kind === Kind.FIELD) return { ...selection, selectionSet: selectionSet ?? NOTHING };
    return selectionSet && { ...selection, selectionSet };
  }

  const selectionSet = resolveSelections(operation.selectionSet) ?? NOTHING;
  const kept = [...resolved].flatMap(([name, fragment]) => (fragment === null ? [] : [[name, fragment] as const]));
  return { operation: { ...operation, selectionSet }, fragments: Object.fromEntries(kept) };
}

const NOTHING: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

function removeConditions(directives: readonly DirectiveNode[] = []): readonly DirectiveNode[] {
  return directives.filter((directive) => !isCondition(directive) && !isDefer(directive));
}
