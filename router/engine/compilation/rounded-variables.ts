import {
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isLeafType,
  type VariableDefinitionNode,
} from "graphql";
import { findLeaf, isRounded } from "../completion/leaf.ts";
import { isJsonObject } from "../completion/own-property.ts";

/** Lists an error for each variable with a number that was rounded when the request was read. */
export type ListRoundedVariables = (variables: Readonly<Record<string, unknown>>) => readonly GraphQLError[];

/** For the variables of one operation: only custom scalars and IDs may be numbers beyond 2^53. */
export function createRoundedVariables(
  apiSchema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): ListRoundedVariables {
  const typed = definitions.flatMap((definition) => {
    const type = apiSchema.getType(findTypeName(definition.type));
    return type === undefined ? [] : [{ definition, type, name: definition.variable.name.value }];
  });
  return (variables) =>
    typed
      .filter(({ type, name }) => Object.hasOwn(variables, name) && hasRounded(type, variables[name]))
      .map(({ definition, name }) => describe(name, definition));
}

function describe(name: string, definition: VariableDefinitionNode): GraphQLError {
  const message = `Variable "$${name}" has a number beyond 2^53, which would be rounded: send it as a text.`;
  return new GraphQLError(message, { nodes: definition, extensions: { code: "INEXACT_NUMBER" } });
}

function findTypeName(type: VariableDefinitionNode["type"]): string {
  return type.kind === "NamedType" ? type.name.value : findTypeName(type.type);
}

/** A custom scalar may be any JSON: what is inside it is of its type too. */
function hasRounded(type: GraphQLNamedType, value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => hasRounded(type, item));
  if (!isJsonObject(value)) return isLeafType(type) && isRounded(findLeaf(type), value);
  const fields = isInputObjectType(type) ? type.getFields() : null;
  return Object.entries(value).some(([key, inner]) => {
    const innerType = fields === null ? type : getNamedType(fields[key]?.type);
    return innerType !== undefined && hasRounded(innerType, inner);
  });
}
