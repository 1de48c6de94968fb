import { type DirectiveNode, GraphQLError, Kind, visit } from "graphql";
import { listDefinitions, type SelectedOperation } from "./select-operation.ts";

/**
 * The variables of `@skip`, `@include` and `@defer`. A null, sent in place of a default, is an error if the condition
 * counts.
 */
export type Conditions = Readonly<Record<string, boolean | null>>;

/** A condition is null, so the object whose fields it decides about cannot be completed. */
export class NullCondition extends GraphQLError {
  override readonly name = "NullCondition";

  constructor() {
    super('Argument "if" of non-null type "Boolean!" must not be null.', {
      extensions: { code: "BAD_USER_INPUT" },
    });
  }
}

/** The Boolean variables in the conditions of those directives of an operation that `decides` accepts. */
export function listConditionVariables(
  selected: SelectedOperation,
  decides: (directive: DirectiveNode) => boolean,
): readonly string[] {
  const names = new Set<string>();
  for (const definition of listDefinitions(selected)) {
    visit(definition, {
      Directive(directive) {
        if (!decides(directive)) return;
        for (const { name, value } of directive.arguments ?? [])
          if (name.value === "if" && value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    });
  }
  return [...names].sort();
}

/** Whether a directive is `@skip` or `@include`. */
export function isCondition({ name }: DirectiveNode): boolean {
  return name.value === "skip" || name.value === "include";
}

/** Whether `@skip` and `@include` keep the selection that has these directives (GraphQL specification §3.13). */
export function isIncluded(directives: readonly DirectiveNode[] = [], conditions: Conditions): boolean {
  return directives.every(
    (directive) =>
      !isCondition(directive) ||
      (readCondition(directive, conditions) === true) === (directive.name.value === "include"),
  );
}

/**
 * As graphql-js does, reads `@skip` first; a skipped selection needs no other condition.
 * @throws NullCondition
 */
export function assertConditions(directives: readonly DirectiveNode[] = [], conditions: Conditions): void {
  if (directives.length === 0) return;
  const read = (name: string) => {
    const directive = directives.find((one) => one.name.value === name);
    return directive && readCondition(directive, conditions);
  };
  const skip = read("skip");
  if (skip === null || (skip !== true && read("include") === null)) throw new NullCondition();
}

function readCondition(directive: DirectiveNode, conditions: Conditions): boolean | null {
  const value = directive.arguments?.find(({ name }) => name.value === "if")?.value;
  if (value?.kind !== Kind.VARIABLE) return value?.kind === Kind.BOOLEAN && value.value;
  return conditions[value.name.value] === null ? null : conditions[value.name.value] === true;
}
