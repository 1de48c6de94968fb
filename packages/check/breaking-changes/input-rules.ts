import { type ASTNode, type GraphQLSchema, Kind, type ValueNode, type VariableDefinitionNode } from "graphql";
import { acceptsValue, findVariable } from "./accepts-value.ts";
import { findInput, isRequired } from "./classify.ts";
import type { SchemaPair } from "./find-schema-changes.ts";
import type { OperationUsage } from "./operation-usage.ts";
import { parseCoordinate, type SchemaChange } from "./schema-change.ts";

/** The places that give a value for the argument or input field. */
export function findGivenInputs(change: SchemaChange, usage: OperationUsage): ASTNode[] {
  const given = listSites(change, usage).flatMap((site) => site.given ?? []);
  return [...given, ...listCarriers(change, usage)];
}

/** The places that give a value which no longer fits, or give none where one is now required. */
export function findMisfits(change: SchemaChange, usage: OperationUsage, { head }: SchemaPair): ASTNode[] {
  const misfits = listSites(change, usage)
    .filter(({ given }) => isMisfit(given?.value, change, head, listVariables(usage)))
    .map(({ given, node }) => given ?? node);
  return [...misfits, ...listCarriers(change, usage)];
}

/** The places where the default value counts: they give none, or a variable that may be absent. */
export function findUnsetInputs(change: SchemaChange, usage: OperationUsage): ASTNode[] {
  const unset = listSites(change, usage)
    .filter(({ given }) => isPerhapsUnset(given?.value, listVariables(usage)))
    .map(({ node }) => node);
  return [...unset, ...listCarriers(change, usage)];
}

/** The values of an input that becomes `@oneOf` without exactly one field, or with a field that may be null. */
export function findUnfitForOneOf(change: SchemaChange, usage: OperationUsage): ASTNode[] {
  const values = usage.inputObjects.filter(({ type }) => type === change.coordinate);
  const unfit = values.filter(({ node: { fields } }) => {
    const [field] = fields;
    return fields.length !== 1 || isPerhapsNull(field?.value, listVariables(usage));
  });
  return [...unfit.map(({ node }) => node), ...listCarriers(change, usage)];
}

function isPerhapsNull(value: ValueNode | undefined, variables: readonly VariableDefinitionNode[]): boolean {
  if (value?.kind !== Kind.VARIABLE) return value?.kind === Kind.NULL;
  return findVariable(variables, value)?.type.kind !== Kind.NON_NULL_TYPE;
}

/** The places that send the enum value: its literals, and variables that may hold it. */
export function findRemovedValues(change: SchemaChange, usage: OperationUsage): ASTNode[] {
  const { type, field } = parseCoordinate(change.coordinate);
  const literals = usage.enumValues.filter((use) => use.type === type && use.node.value === field);
  return [...literals.map(({ node }) => node), ...listCarriers(change, usage)];
}

/** The places where a value may be given for the changed argument or input field, each with the value. */
function listSites({ coordinate }: SchemaChange, usage: OperationUsage) {
  const { type, field, argument } = parseCoordinate(coordinate);
  if (argument === null) {
    return usage.inputObjects
      .filter((use) => use.type === type)
      .map(({ node }) => ({ node, given: node.fields.find(({ name }) => name.value === field) }));
  }
  return usage.fields
    .filter(({ parent, node }) => parent === type && node.name.value === field)
    .map(({ node }) => ({ node, given: node.arguments?.find(({ name }) => name.value === argument) }));
}

function listCarriers({ coordinate }: SchemaChange, usage: OperationUsage): VariableDefinitionNode[] {
  const { type, argument } = parseCoordinate(coordinate);
  if (argument !== null) return [];
  return usage.variables.filter(({ carries }) => carries.has(type)).map(({ node }) => node);
}

function listVariables({ variables }: OperationUsage): VariableDefinitionNode[] {
  return variables.map(({ node }) => node);
}

function isMisfit(
  value: ValueNode | undefined,
  { coordinate }: SchemaChange,
  head: GraphQLSchema,
  variables: readonly VariableDefinitionNode[],
): boolean {
  const input = findInput(head, coordinate);
  if (!input || !value) return isRequired(input);
  return !acceptsValue(head, input.type, value, variables);
}

function isPerhapsUnset(value: ValueNode | undefined, variables: readonly VariableDefinitionNode[]): boolean {
  if (value?.kind !== Kind.VARIABLE) return value === undefined;
  const variable = findVariable(variables, value);
  return variable?.type.kind !== Kind.NON_NULL_TYPE && variable?.defaultValue === undefined;
}
