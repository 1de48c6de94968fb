/**
 * Defect: Apollo's planner joins fragments of one type, also at the root of a mutation.
 * Without this: fields of a mutation run in another order than the client wrote them in, if others stand between them.
 * Work-around: the fields of a mutation are taken out of their fragments before planning.
 * Test: tests/engine/left-out-fields.test.ts > runs the fields of a mutation in their order, out of fragments too
 */
import { type FieldNode, Kind, type SelectionSetNode } from "graphql";
import type { SelectedOperation } from "../../operation/select-operation.ts";

/** A mutation without fragments at its root; any other operation as it is. */
export function keepMutationOrder({ operation, fragments }: SelectedOperation): SelectedOperation {
  if (operation.operation !== "mutation") return { operation, fragments };
  const selections = listFields(operation.selectionSet, fragments);
  return { operation: { ...operation, selectionSet: { ...operation.selectionSet, selections } }, fragments };
}

function listFields({ selections }: SelectionSetNode, fragments: SelectedOperation["fragments"]): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    return fragment === undefined ? [] : listFields(fragment.selectionSet, fragments);
  });
}
