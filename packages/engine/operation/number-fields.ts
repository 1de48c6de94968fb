import {
  type GraphQLSchema,
  getNamedType,
  isScalarType,
  isSpecifiedScalarType,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

/** Whether an operation selects a field whose values may be numbers of any size: a custom scalar, or an ID. */
export function selectsAnyNumber(schema: GraphQLSchema, operation: OperationDefinitionNode): boolean {
  const types = new TypeInfo(schema);
  let isFound = false;
  visit(
    operation,
    visitWithTypeInfo(types, {
      Field() {
        const type = getNamedType(types.getType());
        isFound ||= isScalarType(type) && (type.name === "ID" || !isSpecifiedScalarType(type));
      },
    }),
  );
  return isFound;
}
