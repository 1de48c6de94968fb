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

/**
 * Whether no object type that clients know implements the interface: subgraphs have its objects by `@interfaceObject`,
 * and none knows more. Such an object answers to the interface's own name.
 */
export function isNameless(type: GraphQLNamedType | undefined | null, apiSchema: GraphQLSchema): boolean {
  return isInterfaceType(type) && apiSchema.getPossibleTypes(type).length === 0;
}

/**
 * What to ask an object for in place of its type's name, which Apollo's planner finds no subgraph for. Undefined when
 * the name can be asked for, and when there is nothing else that could.
 */
export function findStandIn(
  type: GraphQLNamedType | undefined | null,
  apiSchema: GraphQLSchema,
): FieldNode | undefined {
  if (!isInterfaceType(type) || !isNameless(type, apiSchema)) return undefined;
  const fields = Object.values(type.getFields()).filter(isPlain);
  // Most likely a key, which the subgraph has that has the object.
  const field = fields.find((one) => getNullableType(one.type) === GraphQLID) ?? fields[0];
  return field && { kind: Kind.FIELD, name: { kind: Kind.NAME, value: field.name } };
}

function isPlain({ type, args }: GraphQLField<unknown, unknown>): boolean {
  return isLeafType(getNamedType(type)) && !args.some(isRequiredArgument);
}
