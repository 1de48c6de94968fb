/**
 * Defect: if a subgraph lacks a field in its interface, Apollo's planner combines all sources of the field for one type
 * with all those for each other type.
 * Without this: two subgraphs and 24 types are 16 million ways, and the end of the process.
 * Work-around: type expansion. Each type is asked for the field in a fragment of its own, which the planner decides
 * apart. An operation that becomes too large is refused.
 * Test: tests/engine/planner-limits.test.ts > is planned in two hops, where Apollo's planner would combine 16 million ways
 * Test: tests/engine/planner-limits.test.ts > is refused before it is planned when it would become too large
 */
import {
  type FieldNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  isInterfaceType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visitWithTypeInfo,
} from "graphql";
import { type SelectedOperation, visitDefinitions } from "../../operation/select-operation.ts";
import type { CountCombinations, FieldOfType } from "../field-combinations.ts";
import { PlanningError } from "../planning-error.ts";

/** The planner compares no more ways than this for a field; with more, its types are expanded. */
const MAXIMUM_COMBINATIONS = 3;
/** Selections that expansion may add: expansions inside expansions multiply. */
const MAXIMUM_SELECTIONS = 3_000;

/**
 * Replaces fields of interfaces that many subgraphs have by a fragment for each type.
 * @throws PlanningError when the operation becomes too large
 */
export function expandTypes(
  selected: SelectedOperation,
  apiSchema: GraphQLSchema,
  countCombinations: CountCombinations,
): SelectedOperation {
  let selections = 0;
  const typeInfo = new TypeInfo(apiSchema);
  /** The fields around the visited node; none at the top of a fragment, which may be spread anywhere. */
  const above: FieldOfType[] = [];

  function enterField({ name }: FieldNode): void {
    above.push({ typename: String(typeInfo.getParentType()), field: name.value });
  }

  function leaveField(): void {
    above.pop();
  }

  /** Inner selections are left first. */
  function leaveSelections(node: SelectionSetNode): SelectionSetNode | undefined {
    const type = typeInfo.getParentType();
    if (!isInterfaceType(type)) return undefined;
    const expanded = node.selections.filter((selection): selection is FieldNode => {
      if (selection.kind !== Kind.FIELD) return false;
      const field = { typename: type.name, field: selection.name.value };
      return countCombinations(field, above.at(-1) ?? null) > MAXIMUM_COMBINATIONS;
    });
    if (expanded.length === 0) return undefined;
    const types = apiSchema.getPossibleTypes(type);
    selections += types.length * countSelections(expanded);
    if (selections > MAXIMUM_SELECTIONS) throw new PlanningError("too many types to tell apart");
    const others = node.selections.filter((selection) => !expanded.some((field) => field === selection));
    return { ...node, selections: [...others, ...types.map(({ name }) => buildFragment(name, expanded))] };
  }

  const visitor = visitWithTypeInfo(typeInfo, {
    Field: { enter: enterField, leave: leaveField },
    SelectionSet: { leave: leaveSelections },
  });
  return visitDefinitions(selected, visitor);
}

function buildFragment(typename: string, selections: readonly SelectionNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typename } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

function countSelections(selections: readonly SelectionNode[]): number {
  return selections.reduce((sum, selection) => {
    const inner = selection.kind === Kind.FRAGMENT_SPREAD ? undefined : selection.selectionSet;
    return sum + 1 + (inner === undefined ? 0 : countSelections(inner.selections));
  }, 0);
}
