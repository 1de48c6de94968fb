import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import type { ResponseWriterOptions } from "../response/response-writer.ts";

/** What decides which fields a selection has. */
export type SelectionScope = Pick<ResponseWriterOptions, "apiSchema" | "fragments" | "conditions">;

/** The fields asked of an object, by response key, in the order of the answer. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/**
 * The fields that `selectionSets` together ask of an object of `type` (GraphQL specification §6.3.2, CollectFields). An
 * interface stands for an object of which no more is known: it has the fields that all implementations have.
 * @throws NullCondition when a condition is null
 */
export function collectFields(
  scope: SelectionScope,
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

/** A condition that is null. The object whose fields it decides about cannot be completed. */
export class NullCondition extends GraphQLError {
  override readonly name = "NullCondition";

  constructor() {
    super('Argument "if" of non-null type "Boolean!" must not be null.', {
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
}

/** As graphql-js does, `@skip` is looked at first, and what is skipped needs no other condition. */
function assertConditions(
  directives: readonly DirectiveNode[] = [],
  conditions: SelectionScope["conditions"],
): void {
  if (directives.length === 0) return;
  const read = (name: string) => {
    const directive = directives.find((one) => one.name.value === name);
    return directive && readCondition(directive, conditions);
  };
  const skip = read("skip");
  if (skip === null || (skip !== true && read("include") === null)) throw new NullCondition();
}

/** Whether `@skip` and `@include` leave in what has these directives (GraphQL specification §3.13). */
export function isIncluded(
  directives: readonly DirectiveNode[] | undefined,
  conditions: SelectionScope["conditions"],
): boolean {
  return (directives ?? []).every((directive) => {
    const name = directive.name.value;
    if (name !== "skip" && name !== "include") return true;
    return (readCondition(directive, conditions) === true) === (name === "include");
  });
}

function readCondition(directive: DirectiveNode, conditions: SelectionScope["conditions"]): boolean | null {
  const value = directive.arguments?.find(({ name }) => name.value === "if")?.value;
  if (value?.kind === Kind.VARIABLE)
    return conditions[value.name.value] === null ? null : conditions[value.name.value] === true;
  return value?.kind === Kind.BOOLEAN && value.value;
}
