import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { SelectedOperation } from "./select-operation.ts";

type Fragments = SelectedOperation["fragments"];

/**
 * Asks each object for its type's name that may be asked for nothing else: all its fields may be left out, or be those
 * of other types than its own. Apollo's planner forgets such an object, and leaves null in its place.
 */
export function keepObjects(
  { operation, fragments }: SelectedOperation,
  apiSchema: GraphQLSchema,
): SelectedOperation {
  const keepIn = <Node extends SelectedOperation["operation"] | FragmentDefinitionNode>(node: Node): Node => {
    const typeInfo = new TypeInfo(apiSchema);
    const keep = (field: FieldNode) =>
      keepObject(field, getNamedType(typeInfo.getType()), fragments, apiSchema);
    return visit(node, visitWithTypeInfo(typeInfo, { Field: keep }));
  };
  return {
    operation: keepIn(operation),
    fragments: Object.fromEntries(Object.entries(fragments).map(([name, node]) => [name, keepIn(node)])),
  };
}

function keepObject(
  field: FieldNode,
  type: GraphQLNamedType | undefined | null,
  fragments: Fragments,
  apiSchema: GraphQLSchema,
): FieldNode | undefined {
  const { selectionSet } = field;
  if (selectionSet === undefined || !type || isCertain(selectionSet, type, fragments, apiSchema))
    return undefined;
  const selections = [TYPENAME, ...selectionSet.selections];
  return { ...field, selectionSet: { ...selectionSet, selections } };
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: "__typename" } };

/** Whether every object of `type`, or of a type that implements it, is asked for something. */
function isCertain(
  { selections }: SelectionSetNode,
  type: GraphQLNamedType,
  fragments: Fragments,
  apiSchema: GraphQLSchema,
): boolean {
  return selections.some((selection: SelectionNode) => {
    if (selection.kind === Kind.FIELD) return true;
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    if (fragment === undefined) return false;
    const condition = fragment.typeCondition?.name.value;
    const inner = condition === undefined ? type : apiSchema.getType(condition);
    if (!inner || !isWithin(type, inner, apiSchema)) return false;
    return isCertain(fragment.selectionSet, inner, fragments, apiSchema);
  });
}

function isWithin(type: GraphQLNamedType, general: GraphQLNamedType, apiSchema: GraphQLSchema): boolean {
  if (type === general) return true;
  return (
    isAbstractType(general) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    apiSchema.isSubType(general, type)
  );
}
