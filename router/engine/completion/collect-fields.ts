import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { ResponseWriterOptions } from "./response-writer.ts";

/** What decides which fields a selection has. */
export type SelectionScope = Pick<ResponseWriterOptions, "apiSchema" | "fragments" | "conditions">;

/** The fields asked of an object, by response key, in the order of the answer. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * The fields that `selectionSets` together ask of an object of `type` (GraphQL specification §6.3.2, CollectFields). An
 * interface stands for an object of which no more is known: it has the fields that all implementations have.
 */
export function collectFields(
  scope: SelectionScope,
  type: GraphQLObjectType | GraphQLInterfaceType,
  selectionSets: readonly SelectionSetNode[],
): CollectedFields {
  const collected = new Map<string, FieldNode[]>();
  const spreadNames = new Set<string>();

  function collect(selection: SelectionNode): void {
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
    const key = (field.alias ?? field.name).value;
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

/** Whether `@skip` and `@include` leave in what has these directives (GraphQL specification §3.13). */
export function isIncluded(
  directives: readonly DirectiveNode[] | undefined,
  conditions: SelectionScope["conditions"],
): boolean {
  return (directives ?? []).every((directive) => {
    const name = directive.name.value;
    if (name !== "skip" && name !== "include") return true;
    return readCondition(directive, conditions) === (name === "include");
  });
}

function readCondition(directive: DirectiveNode, conditions: SelectionScope["conditions"]): boolean {
  const value = directive.arguments?.find(({ name }) => name.value === "if")?.value;
  if (value?.kind === Kind.VARIABLE) return conditions[value.name.value] === true;
  return value?.kind === Kind.BOOLEAN && value.value;
}
