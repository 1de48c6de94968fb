/**
 * Defect: Apollo's planner drops an object that may be asked for no field.
 * Without this: if all fields of an object are left out, or are those of other types, the client gets null in its place.
 * Work-around: such an object is asked for `__typename`. So is an object that `unresolvable-interface-objects.ts` asks
 * for fields of one type: its type decides which of them belong in the response.
 * Test: tests/engine/stock-deviations.test.ts > an object that is asked for nothing
 * Test: tests/engine/interface-object-types.test.ts > has its values when its type is known: %s
 */
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  Kind,
  type SelectionSetNode,
  TypeInfo,
  visitWithTypeInfo,
} from "graphql";
import { type SelectedOperation, visitDefinitions } from "../../operation/select-operation.ts";
import type { Subtypes } from "../subtypes.ts";
import { findTypenameSubstitute } from "./interfaces-without-types.ts";

/**
 * Adds `__typename` to each object that may be asked for nothing else.
 * @param downcastInterfaces interfaces whose objects are asked for fields of one type before their type is known
 */
export function addTypenames(
  selected: SelectedOperation,
  apiSchema: GraphQLSchema,
  subtypes: Subtypes,
  downcastInterfaces: ReadonlySet<string>,
): SelectedOperation {
  const typeInfo = new TypeInfo(apiSchema);

  /** Undefined when the field stays as it is. */
  function addTypename(field: FieldNode): FieldNode | undefined {
    if (field.name.value === "__typename") return findTypenameSubstitute(typeInfo.getParentType(), apiSchema);
    const { selectionSet } = field;
    const type = getNamedType(typeInfo.getType());
    if (selectionSet === undefined || !type) return undefined;
    const isComplete = downcastInterfaces.has(type.name)
      ? selectionSet.selections.every(({ kind }) => kind === Kind.FIELD)
      : isCertain(selectionSet, type);
    if (isComplete && selectionSet.selections.length > 0) return undefined;
    const added = findTypenameSubstitute(type, apiSchema) ?? TYPENAME;
    return { ...field, selectionSet: { ...selectionSet, selections: [added, ...selectionSet.selections] } };
  }

  /** Whether every object of `type`, or of a type that implements it, is asked for something. */
  function isCertain({ selections }: SelectionSetNode, type: GraphQLNamedType): boolean {
    return selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return true;
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : selected.fragments[selection.name.value];
      if (fragment === undefined) return false;
      const condition = fragment.typeCondition?.name.value;
      const inner = condition === undefined ? type : apiSchema.getType(condition);
      return inner && subtypes.includes(inner.name, type.name) && isCertain(fragment.selectionSet, inner);
    });
  }

  return visitDefinitions(selected, visitWithTypeInfo(typeInfo, { Field: addTypename }));
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };
