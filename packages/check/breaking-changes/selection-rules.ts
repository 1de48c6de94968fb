import { type ASTNode, doTypesOverlap, type GraphQLSchema, isAbstractType, isCompositeType } from "graphql";
import type { SchemaPair } from "./find-schema-changes.ts";
import type { OperationUsage } from "./operation-usage.ts";
import { parseCoordinate, type SchemaChange } from "./schema-change.ts";

/** The selections of the field on the changed type itself. A selection on an interface is of the interface's field. */
export function findFields({ coordinate }: SchemaChange, { fields }: OperationUsage): ASTNode[] {
  const { type, field } = parseCoordinate(coordinate);
  return fields.filter(({ parent, node }) => parent === type && node.name.value === field).map(({ node }) => node);
}

/** All nodes that name the type or return it; for a root type, every field on it. */
export function findTypeUses(
  { coordinate: type }: SchemaChange,
  { fields, spreads, variables }: OperationUsage,
  { base }: SchemaPair,
): ASTNode[] {
  const roots = [base.getQueryType(), base.getMutationType(), base.getSubscriptionType()];
  const isRoot = roots.some((root) => root?.name === type);
  return [
    ...fields.filter(({ returns, parent }) => returns === type || (isRoot && parent === type)),
    ...spreads.filter(({ condition }) => condition === type),
    ...variables.filter(({ carries }) => carries.has(type)),
  ].map(({ node }) => node);
}

/** The fields that return the enum, union or interface which has a new value or member. */
export function findFieldsReturning({ type, coordinate, member }: SchemaChange, { fields }: OperationUsage): ASTNode[] {
  const grown = type === "OBJECT_TYPE_INTERFACE_ADDED" ? member : parseCoordinate(coordinate).type;
  return fields.filter(({ returns }) => returns === grown).map(({ node }) => node);
}

/** The fragments that no longer apply to the type which left the union or the interface. */
export function findLostFragments(
  { type, coordinate, member }: SchemaChange,
  { spreads }: OperationUsage,
  schemas: SchemaPair,
): ASTNode[] {
  const [abstractType, leaver] = type === "UNION_MEMBER_REMOVED" ? [coordinate, member] : [member, coordinate];
  return spreads
    .filter(({ parent, condition }) => parent === abstractType || condition === abstractType)
    .filter(({ parent, condition }) => losesType(parent, condition, leaver ?? "", schemas))
    .map(({ node }) => node);
}

/** The uses of the directive. */
export function findDirectives({ coordinate }: SchemaChange, { directives }: OperationUsage): ASTNode[] {
  const { type } = parseCoordinate(coordinate);
  return directives.filter(({ name }) => `@${name.value}` === type);
}

function losesType(parent: string, condition: string, leaver: string, { base, head }: SchemaPair): boolean {
  const wasMet =
    listPossibleTypes(base, parent).includes(leaver) && listPossibleTypes(base, condition).includes(leaver);
  const [headParent, headCondition] = [head.getType(parent), head.getType(condition)];
  if (!wasMet || !isCompositeType(headParent) || !isCompositeType(headCondition)) return false;
  const isStillReturned = listPossibleTypes(head, parent).includes(leaver);
  // Either validation refuses the fragment, or it silently applies to fewer types.
  return (
    !doTypesOverlap(head, headParent, headCondition) ||
    (isStillReturned && !listPossibleTypes(head, condition).includes(leaver))
  );
}

function listPossibleTypes(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name);
  if (isAbstractType(type)) return schema.getPossibleTypes(type).map((possible) => possible.name);
  return type ? [type.name] : [];
}
