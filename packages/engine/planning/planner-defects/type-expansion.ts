import {
  type FieldNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  isInterfaceType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { SelectedOperation } from "../../operation/select-operation.ts";
import type { CountCombinations, FieldOfType } from "../field-combinations.ts";
import { PlanningError } from "../planning-error.ts";

/** More ways than so many are not worth comparing. */
const MOST_COMBINATIONS = 3;
/** What is told apart within what is told apart multiplies. */
const MOST_SELECTIONS = 3_000;

/**
 * Asks each type by itself for those fields of an interface that many subgraphs have. Where a subgraph does not have
 * the field in its interface, Apollo's planner combines all sources of one type with all those of each other: two
 * subgraphs and 24 types are 16 million ways, and the end of the process. Fields that stand apart it decides apart.
 * @throws PlanningError when the operation becomes too large
 */
export function tellTypesApart(
  { operation, fragments }: SelectedOperation,
  apiSchema: GraphQLSchema,
  countCombinations: CountCombinations,
): SelectedOperation {
  let selections = 0;
  const typeInfo = new TypeInfo(apiSchema);
  /** Those that lead to where the visit is; none at the top of a fragment, which may be spread anywhere. */
  const above: FieldOfType[] = [];

  function enterField({ name }: FieldNode): void {
    above.push({ typename: String(typeInfo.getParentType()), field: name.value });
  }

  function leaveField(): void {
    above.pop();
  }

  /** Inner selections come first. */
  function leaveSelections(node: SelectionSetNode): SelectionSetNode | undefined {
    const type = typeInfo.getParentType();
    if (!isInterfaceType(type)) return undefined;
    const apart = node.selections.filter((selection): selection is FieldNode => {
      if (selection.kind !== Kind.FIELD) return false;
      const field = { typename: type.name, field: selection.name.value };
      return countCombinations(field, above.at(-1) ?? null) > MOST_COMBINATIONS;
    });
    if (apart.length === 0) return undefined;
    const types = apiSchema.getPossibleTypes(type);
    selections += types.length * countSelections(apart);
    if (selections > MOST_SELECTIONS) throw new PlanningError("too many types to tell apart");
    const together = node.selections.filter((selection) => !apart.some((field) => field === selection));
    return { ...node, selections: [...together, ...types.map(({ name }) => buildFragment(name, apart))] };
  }

  const visitor = visitWithTypeInfo(typeInfo, {
    Field: { enter: enterField, leave: leaveField },
    SelectionSet: { leave: leaveSelections },
  });
  return {
    operation: visit(operation, visitor),
    fragments: Object.fromEntries(
      Object.entries(fragments).map(([name, fragment]) => [name, visit(fragment, visitor)]),
    ),
  };
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
