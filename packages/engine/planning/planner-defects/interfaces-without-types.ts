/**
 * Defect: Apollo's planner asks for `__typename` from a subgraph that knows the object type.
 * Without this: if clients know no object type that implements an interface, and subgraphs have its objects by
 * `@interfaceObject`, the planner finds no subgraph for `__typename` and refuses the operation.
 * Work-around: such an object is asked for one of its other fields instead, and answers to the interface's name.
 * Test: tests/engine/interface-object-types.test.ts > an interface object of no type that clients know
 */
import {
  type FieldNode,
  type GraphQLField,
  GraphQLID,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isLeafType,
  isRequiredArgument,
  Kind,
} from "graphql";

/** Whether a type is an interface that no object type known to clients implements. */
export function isInterfaceWithoutTypes(type: GraphQLNamedType | undefined | null, apiSchema: GraphQLSchema): boolean {
  return isInterfaceType(type) && apiSchema.getPossibleTypes(type).length === 0;
}

/** The field to ask for in place of `__typename`. Undefined if that can be asked for, or no field is suitable. */
export function findTypenameSubstitute(
  type: GraphQLNamedType | undefined | null,
  apiSchema: GraphQLSchema,
): FieldNode | undefined {
  if (!isInterfaceType(type) || !isInterfaceWithoutTypes(type, apiSchema)) return undefined;
  const fields = Object.values(type.getFields()).filter(isPlain);
  // An ID is most likely a key, which every subgraph that has the object has.
  const field = fields.find((one) => getNullableType(one.type) === GraphQLID) ?? fields[0];
  return field && { kind: Kind.FIELD, name: { kind: Kind.NAME, value: field.name } };
}

function isPlain({ type, args }: GraphQLField<unknown, unknown>): boolean {
  return isLeafType(getNamedType(type)) && !args.some(isRequiredArgument);
}
