/**
 * Defect: Apollo's planner drops an object that may be asked for no field.
 * Without this: if all fields of an object are left out, or are those of other types, the client gets null in its place.
 * Work-around: such an object is asked for `__typename`. So is an object that `unresolvable-interface-objects.ts` asks
 * for fields of one type: its type decides which of them belong in the response.
 * Test: tests/engine/stock-deviations.test.ts > an object of which nothing is asked
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

/** What decides which objects are asked for `__typename`. */
interface TypenameScope {
  readonly apiSchema: GraphQLSchema;
  readonly subtypes: Subtypes;
  readonly fragments: SelectedOperation["fragments"];
  /** Interfaces whose objects are asked for fields of one type before their type is known. */
  readonly downcastInterfaces: ReadonlySet<string>;
}

/** Adds `__typename` to each object that may be asked for nothing else. */
export function addTypenames(
  selected: SelectedOperation,
  apiSchema: GraphQLSchema,
  subtypes: Subtypes,
  downcastInterfaces: ReadonlySet<string>,
): SelectedOperation {
  const scope: TypenameScope = { apiSchema, subtypes, fragments: selected.fragments, downcastInterfaces };
  const typeInfo = new TypeInfo(apiSchema);
  const Field = (field: FieldNode) =>
    field.name.value === "__typename"
      ? findTypenameSubstitute(typeInfo.getParentType(), apiSchema)
      : addTypename(field, getNamedType(typeInfo.getType()), scope);
  return visitDefinitions(selected, visitWithTypeInfo(typeInfo, { Field }));
}

/** Undefined when the field stays as it is. */
function addTypename(
  field: FieldNode,
  type: GraphQLNamedType | undefined | null,
  scope: TypenameScope,
): FieldNode | undefined {
  const { selectionSet } = field;
  if (selectionSet === undefined || !type) return undefined;
  const isComplete = scope.downcastInterfaces.has(type.name)
    ? selectionSet.selections.every(({ kind }) => kind === Kind.FIELD)
    : isCertain(selectionSet, type, scope);
  if (isComplete && selectionSet.selections.length > 0) return undefined;
  const added = findTypenameSubstitute(type, scope.apiSchema) ?? TYPENAME;
  return { ...field, selectionSet: { ...selectionSet, selections: [added, ...selectionSet.selections] } };
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/** Whether every object of `type`, or of a type that implements it, is asked for something. */
function isCertain({ selections }: SelectionSetNode, type: GraphQLNamedType, scope: TypenameScope): boolean {
  const { apiSchema, subtypes, fragments } = scope;
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return true;
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    if (fragment === undefined) return false;
    const condition = fragment.typeCondition?.name.value;
    const inner = condition === undefined ? type : apiSchema.getType(condition);
    if (!inner || !subtypes.includes(inner.name, type.name)) return false;
    return isCertain(fragment.selectionSet, inner, scope);
  });
}
