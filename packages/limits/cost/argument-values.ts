import {
  type FieldNode,
  type GraphQLArgument,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  valueFromASTUntyped,
} from "graphql";

/** Reads the values of arguments in one operation. */
export type ArgumentReader = ReturnType<typeof createArgumentReader>;

/** Makes what reads arguments with `variables`, or else with the defaults of `operation`. */
export function createArgumentReader(operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>) {
  const values = buildVariableValues(operation, variables);
  const variableNames = new Set<string>();
  return {
    /** The variables that have been read so far. */
    variableNames: variableNames as ReadonlySet<string>,
    /** The value as sent, not yet validated; undefined: neither the operation nor the schema gives one. */
    read(field: FieldNode, argument: GraphQLArgument): unknown {
      const given = field.arguments?.find(({ name }) => name.value === argument.name);
      if (given === undefined) return argument.defaultValue;
      collectVariables(given.value, variableNames);
      const value = valueFromASTUntyped(given.value, values);
      return value === undefined ? argument.defaultValue : value;
    },
  };
}

function buildVariableValues(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values = Object.create(null) as Record<string, unknown>;
  for (const { variable, defaultValue } of variableDefinitions) {
    const name = variable.name.value;
    if (Object.hasOwn(variables, name)) values[name] = variables[name];
    else if (defaultValue !== undefined) values[name] = valueFromASTUntyped(defaultValue);
  }
  return values;
}

function collectVariables(value: ValueNode, names: Set<string>): void {
  if (value.kind === Kind.VARIABLE) names.add(value.name.value);
  if (value.kind === Kind.LIST) for (const item of value.values) collectVariables(item, names);
  if (value.kind === Kind.OBJECT) for (const field of value.fields) collectVariables(field.value, names);
}
