import {
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  isTypeSubTypeOf,
  Kind,
  typeFromAST,
  type ValueNode,
  type VariableDefinitionNode,
  type VariableNode,
} from "graphql";

/**
 * Whether a value in an operation fits the new type of its place. Fields of an input object are not checked, as each has
 * a change of its own. Stricter than validation in one thing: a nullable variable fits a non-null type only if the
 * variable itself has a default.
 */
export function acceptsValue(
  schema: GraphQLSchema,
  type: GraphQLInputType,
  value: ValueNode,
  variables: readonly VariableDefinitionNode[],
): boolean {
  if (value.kind === Kind.VARIABLE) return acceptsVariable(schema, type, findVariable(variables, value));
  if (isNonNullType(type)) {
    return value.kind !== Kind.NULL && acceptsValue(schema, type.ofType, value, variables);
  }
  if (value.kind === Kind.NULL) return true;
  if (isListType(type)) {
    const items = value.kind === Kind.LIST ? value.values : [value];
    return items.every((item) => acceptsValue(schema, type.ofType, item, variables));
  }
  return isInputObjectType(type) ? value.kind === Kind.OBJECT : acceptsLeaf(type, value);
}

/** Finds the declaration of a variable; null when the operation lacks it. */
export function findVariable(
  variables: readonly VariableDefinitionNode[],
  { name }: VariableNode,
): VariableDefinitionNode | null {
  return variables.find(({ variable }) => variable.name.value === name.value) ?? null;
}

function acceptsVariable(
  schema: GraphQLSchema,
  type: GraphQLInputType,
  variable: VariableDefinitionNode | null,
): boolean {
  const declared = variable && typeFromAST(schema, variable.type);
  if (!declared) return false;
  const hasDefault = variable.defaultValue !== undefined && variable.defaultValue.kind !== Kind.NULL;
  return isTypeSubTypeOf(schema, declared, hasDefault && isNonNullType(type) ? type.ofType : type);
}

function acceptsLeaf(type: GraphQLLeafType, value: ValueNode): boolean {
  try {
    return type.parseLiteral(value, null) !== undefined;
  } catch {
    return false;
  }
}
