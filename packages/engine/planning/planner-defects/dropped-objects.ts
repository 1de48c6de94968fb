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
import type { SelectedOperation } from "../../operation/select-operation.ts";
import { findStandIn } from "./interfaces-without-types.ts";

type Fragments = SelectedOperation["fragments"];

/** What it takes to keep objects. */
export interface KeptSchema {
  readonly apiSchema: GraphQLSchema;
  /** Interfaces whose objects are asked for fields of one type before their type is known. */
  readonly askedAtOnce: ReadonlySet<string>;
}

/**
 * Asks each object for its type's name that may be asked for nothing else: all its fields may be left out, or be those
 * of other types than its own. Apollo's planner forgets such an object, and leaves null in its place. Objects that are
 * asked for fields of one type before their type is known are asked for it too, to leave out what others have.
 */
export function keepObjects(
  { operation, fragments }: SelectedOperation,
  schema: KeptSchema,
): SelectedOperation {
  const keepIn = <Node extends SelectedOperation["operation"] | FragmentDefinitionNode>(node: Node): Node => {
    const typeInfo = new TypeInfo(schema.apiSchema);
    const keep = (field: FieldNode) =>
      field.name.value === "__typename"
        ? findStandIn(typeInfo.getParentType(), schema.apiSchema)
        : keepObject(field, getNamedType(typeInfo.getType()), fragments, schema);
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
  { apiSchema, askedAtOnce }: KeptSchema,
): FieldNode | undefined {
  const { selectionSet } = field;
  if (selectionSet === undefined || !type) return undefined;
  const isComplete = askedAtOnce.has(type.name)
    ? selectionSet.selections.every(({ kind }) => kind === Kind.FIELD)
    : isCertain(selectionSet, type, fragments, apiSchema);
  if (isComplete && selectionSet.selections.length > 0) return undefined;
  const selections = [findStandIn(type, apiSchema) ?? TYPENAME, ...selectionSet.selections];
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
