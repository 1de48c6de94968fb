import {
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isLeafType,
  Kind,
  type OperationDefinitionNode,
  type TypeNode,
  type VariableDefinitionNode,
} from "graphql";
import { isJsonObject } from "../../packages/engine/data-object.ts";
import { ExactNumber } from "../../packages/engine/exact-numbers.ts";
import { remember } from "../../packages/engine/remember.ts";
import { findLeaf, isRounded, type Leaf } from "../../packages/engine/response/leaf.ts";

type Variables = Readonly<Record<string, unknown>>;

/**
 * Lists an error for each variable of an operation with a number that was rounded when the request was read.
 * `readExact` gives the variables with each such number as an ExactNumber, or null where the text is not known; it is
 * called only where a number may have been rounded.
 */
export type ListRoundedVariables = (
  operation: OperationDefinitionNode,
  variables: Variables,
  readExact: () => Variables | null,
) => readonly GraphQLError[];

/** A variable that may hold a number of a custom scalar or an ID. */
interface ExactVariable {
  readonly definition: VariableDefinitionNode;
  readonly name: string;
  readonly type: GraphQLNamedType;
}

const NONE: readonly never[] = [];

/** For operations over one schema. Floats are doubles by definition: only custom scalars and IDs have exact numbers. */
export function createRoundedVariables(apiSchema: GraphQLSchema): ListRoundedVariables {
  const known = new WeakMap<OperationDefinitionNode, readonly ExactVariable[]>();
  return (operation, variables, readExact) => {
    const typed = remember(known, operation, () => listExactVariables(apiSchema, operation));
    if (typed.length === 0) return NONE;
    const suspects = typed.filter(
      ({ type, name }) => Object.hasOwn(variables, name) && hasNumber(type, variables[name], isAnyNumber),
    );
    if (suspects.length === 0) return NONE;
    const exact = readExact();
    const isRoundedOne = ({ type, name }: ExactVariable) =>
      exact === null ? hasNumber(type, variables[name], isRounded) : hasNumber(type, exact[name], isExactNumber);
    return suspects.filter(isRoundedOne).map(describe);
  };
}

function listExactVariables(
  apiSchema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): readonly ExactVariable[] {
  return variableDefinitions.flatMap((definition) => {
    const type = apiSchema.getType(findTypeName(definition.type));
    const mayBeExact = isInputObjectType(type) || (isLeafType(type) && isExactLeaf(findLeaf(type)));
    return mayBeExact ? [{ definition, type, name: definition.variable.name.value }] : [];
  });
}

function findTypeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : findTypeName(type.type);
}

/** Whether `test` is true of a value inside. A custom scalar may be any JSON: what is in it is of its type too. */
function hasNumber(type: GraphQLNamedType, value: unknown, test: (leaf: Leaf, value: unknown) => boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => hasNumber(type, item, test));
  if (value instanceof ExactNumber || !isJsonObject(value)) return isLeafType(type) && test(findLeaf(type), value);
  const fields = isInputObjectType(type) ? type.getFields() : null;
  return Object.entries(value).some(([key, inner]) => {
    const innerType = fields === null ? type : getNamedType(fields[key]?.type);
    return innerType !== undefined && hasNumber(innerType, inner, test);
  });
}

function isExactLeaf({ kind }: Leaf): boolean {
  return kind === "ID" || kind === "custom";
}

function isAnyNumber(leaf: Leaf, value: unknown): boolean {
  return typeof value === "number" && isExactLeaf(leaf);
}

function isExactNumber(leaf: Leaf, value: unknown): boolean {
  return value instanceof ExactNumber && isExactLeaf(leaf);
}

function describe({ definition, name }: ExactVariable): GraphQLError {
  const message = `Variable "$${name}" has a number that would be rounded: send it as a text.`;
  return new GraphQLError(message, { nodes: definition, extensions: { code: "INEXACT_NUMBER" } });
}
