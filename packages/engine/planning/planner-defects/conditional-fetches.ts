import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { isIncluded } from "../../operation/collect-fields.ts";
import { isIntrospection } from "../../operation/introspection-field.ts";
import type { SelectedOperation } from "../../operation/select-operation.ts";
import type { Conditions } from "../../response/response-writer.ts";

/**
 * The operation that is left when `@skip` and `@include` are decided. Apollo's planner can plan for both sides, but
 * takes a condition on one of several fields for one on their whole fetch. The fields of a mutation come out of their
 * fragments, because the planner joins fragments, and with them fields that have others between them. Introspection is
 * left out: the planner knows an older one, and would ask subgraphs for it inside an object of the query type. What is
 * left of an object may be nothing: see `keepObjects`.
 * @param conditions the values of the variables that the directives use; a null leaves out
 * @param refusedFields fail without being asked for
 */
export function resolveConditions(
  { operation, fragments }: SelectedOperation,
  conditions: Conditions,
  refusedFields: ReadonlyMap<FieldNode, string>,
): SelectedOperation {
  const resolved = new Map<string, FragmentDefinitionNode | null>();

  function resolveFragment(name: string): FragmentDefinitionNode | null {
    const known = resolved.get(name);
    if (known !== undefined) return known;
    const fragment = fragments[name];
    const selectionSet = fragment && resolveSelections(fragment.selectionSet);
    const kept = fragment && selectionSet ? { ...fragment, selectionSet } : null;
    resolved.set(name, kept);
    return kept;
  }

  /** Null when nothing is left. */
  function resolveSelections({ selections, ...rest }: SelectionSetNode): SelectionSetNode | null {
    const kept = selections.flatMap((selection): SelectionNode[] => {
      if (!isIncluded(selection.directives, conditions)) return [];
      if (selection.kind === Kind.FIELD && (isIntrospection(selection) || refusedFields.has(selection)))
        return [];
      const node = resolveSelection({ ...selection, directives: withoutConditions(selection.directives) });
      return node === null ? [] : [node];
    });
    return kept.length === 0 ? null : { ...rest, selections: kept };
  }

  function resolveSelection(selection: SelectionNode): SelectionNode | null {
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      return resolveFragment(selection.name.value) === null ? null : selection;
    }
    if (selection.selectionSet === undefined) return selection;
    const selectionSet = resolveSelections(selection.selectionSet);
    if (selection.kind === Kind.FIELD) return { ...selection, selectionSet: selectionSet ?? NOTHING };
    return selectionSet && { ...selection, selectionSet };
  }

  const { selections } = resolveSelections(operation.selectionSet) ?? { selections: [] };
  const isMutation = operation.operation === "mutation";
  const fields = isMutation ? listFields(selections, resolved) : selections;
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: fields };
  const kept = [...resolved].flatMap(([name, fragment]) =>
    fragment === null ? [] : [[name, fragment] as const],
  );
  return { operation: { ...operation, selectionSet }, fragments: Object.fromEntries(kept) };
}

function listFields(
  selections: readonly SelectionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode | null>,
): readonly FieldNode[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    return listFields(fragment?.selectionSet.selections ?? [], fragments);
  });
}

const NOTHING: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

function withoutConditions(directives: readonly DirectiveNode[] = []): readonly DirectiveNode[] {
  return directives.filter(({ name }) => name.value !== "skip" && name.value !== "include");
}
