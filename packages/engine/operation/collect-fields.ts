import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { assertConditions, type Conditions, isIncluded } from "./conditions.ts";
import type { SelectedOperation } from "./select-operation.ts";

/** An operation with the values of one request's conditions. */
export interface OperationScope extends SelectedOperation {
  readonly apiSchema: GraphQLSchema;
  readonly conditions: Conditions;
  /** Fields that fail because an argument is null that must not be, with the error's message. */
  readonly refusedFields: ReadonlyMap<FieldNode, string>;
}

/** The fields that an object is asked for, by response key, in the order of the response. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * The fields that `selectionSets` together ask of an object of `type` (GraphQL specification §6.3.2, CollectFields).
 * If only an interface of the object is known, these are the fields that all its implementations have.
 * @throws NullCondition when a condition is null
 */
export function collectFields(
  scope: OperationScope,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
): CollectedFields {
  const collected = new Map<string, FieldNode[]>();
  const spreadNames = new Set<string>();

  function collect(selection: SelectionNode): void {
    assertConditions(selection.directives, scope.conditions);
    if (!isIncluded(selection.directives, scope.conditions)) return;
    if (selection.kind === Kind.FIELD) {
      addField(selection);
      return;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? takeFragment(selection.name.value) : selection;
    if (fragment !== undefined && applies(fragment.typeCondition)) collectAll(fragment.selectionSet);
  }

  function collectAll({ selections }: SelectionSetNode): void {
    for (const selection of selections) collect(selection);
  }

  function addField(field: FieldNode): void {
    const key = findResponseKey(field);
    const fields = collected.get(key);
    if (fields === undefined) collected.set(key, [field]);
    else fields.push(field);
  }

  /** A fragment counts where it is first spread. */
  function takeFragment(name: string): FragmentDefinitionNode | undefined {
    if (spreadNames.has(name)) return undefined;
    spreadNames.add(name);
    return scope.fragments[name];
  }

  function applies(condition: NamedTypeNode | undefined): boolean {
    if (condition === undefined || condition.name.value === type.name) return true;
    const conditionType = scope.apiSchema.getType(condition.name.value);
    return isAbstractType(conditionType) && scope.apiSchema.isSubType(conditionType, type);
  }

  for (const selectionSet of selectionSets) collectAll(selectionSet);
  return collected;
}

/** The key of a field in the response: its alias, or else its name. */
export function findResponseKey({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** Whether a field asks about the schema. `__typename` does not: it is a field of every type. */
export function isIntrospection({ name }: FieldNode): boolean {
  return name.value === "__schema" || name.value === "__type";
}
