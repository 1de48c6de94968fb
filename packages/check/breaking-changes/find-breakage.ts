import type { ASTNode } from "graphql";
import type { SchemaPair } from "./find-schema-changes.ts";
import { findGivenInputs, findMisfits, findRemovedValues, findUnfitForOneOf, findUnsetInputs } from "./input-rules.ts";
import type { OperationUsage } from "./operation-usage.ts";
import type { SchemaChange } from "./schema-change.ts";
import { findDirectives, findFields, findFieldsReturning, findLostFragments, findTypeUses } from "./selection-rules.ts";

/** Finds the nodes of one operation that a kind of change concerns. */
export type Rule = (change: SchemaChange, usage: OperationUsage, schemas: SchemaPair) => readonly ASTNode[];

/**
 * Finds the nodes of an operation that a breaking change breaks, or that a dangerous one may surprise. Empty when the
 * operation does not use what changed, or still works. The value of a variable is not known, so it counts as using
 * everything that its type has.
 */
export const findBreakage: Rule = (change, usage, schemas) => {
  const rule = RULES[change.type] ?? (change.type.startsWith("DIRECTIVE_") ? findDirectives : undefined);
  return rule?.(change, usage, schemas) ?? [];
};

const findUnfilled: Rule = (change, usage, schemas) =>
  change.classification === "breaking" ? findMisfits(change, usage, schemas) : findUnsetInputs(change, usage);

const RULES: Readonly<Record<string, Rule>> = {
  TYPE_REMOVED: findTypeUses,
  TYPE_KIND_CHANGED: findTypeUses,
  FIELD_REMOVED: findFields,
  FIELD_TYPE_CHANGED: findFields,
  FIELD_ARGUMENT_ADDED: findUnfilled,
  FIELD_ARGUMENT_REMOVED: findGivenInputs,
  FIELD_ARGUMENT_TYPE_CHANGED: findMisfits,
  FIELD_ARGUMENT_DEFAULT_CHANGED: findUnfilled,
  INPUT_FIELD_ADDED: findUnfilled,
  INPUT_FIELD_REMOVED: findGivenInputs,
  INPUT_FIELD_TYPE_CHANGED: findMisfits,
  INPUT_FIELD_DEFAULT_VALUE_CHANGED: findUnfilled,
  DIRECTIVE_USAGE_INPUT_OBJECT_ADDED: findUnfitForOneOf,
  ENUM_VALUE_REMOVED: findRemovedValues,
  ENUM_VALUE_ADDED: findFieldsReturning,
  UNION_MEMBER_ADDED: findFieldsReturning,
  UNION_MEMBER_REMOVED: findLostFragments,
  OBJECT_TYPE_INTERFACE_ADDED: findFieldsReturning,
  OBJECT_TYPE_INTERFACE_REMOVED: findLostFragments,
};
