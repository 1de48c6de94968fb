import { type GraphQLError, type GraphQLFormattedError, type GraphQLSchema, getVariableValues } from "graphql";
import { type Conditions, listConditionVariables } from "./conditions.ts";
import { listNullRefusals } from "./refused-nulls.ts";
import type { SelectedOperation } from "./select-operation.ts";

/** An operation, and how to read the variables of a request for it. */
export type PreparedOperation = ReturnType<typeof prepareOperation>;

/** Variables that do not fit their operation. */
export class VariableErrors extends Error {
  override readonly name = "VariableErrors";
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLError[]) {
    super("the variables do not fit the operation");
    // The last of too many errors says only that there are too many, and has no location.
    const located = errors.filter(({ nodes }) => nodes !== undefined);
    this.errors = located.map((error) => ({ ...error.toJSON(), extensions: { code: "BAD_USER_INPUT" } }));
  }
}

/** A list in a variable may have a mistake in every item. */
const MAXIMUM_VARIABLE_ERRORS = 10;
const NO_CONDITIONS: Conditions = {};

/** Prepares what does not depend on the variables of a request. */
export function prepareOperation(apiSchema: GraphQLSchema, selected: SelectedOperation) {
  const { variableDefinitions = [] } = selected.operation;
  const names = listConditionVariables(selected);
  const nullRefusals = listNullRefusals(selected, apiSchema);
  const refusing = [...new Set(nullRefusals.map(({ variable }) => variable))];
  return {
    selected,
    nullRefusals,
    /**
     * The values of the variables that `@skip` and `@include` use, and of those that are null where they must not be.
     * @throws VariableErrors when a variable of the request does not fit
     */
    readConditions(variables: Readonly<Record<string, unknown>>): Conditions {
      if (variableDefinitions.length === 0) return NO_CONDITIONS;
      const { coerced, errors } = getVariableValues(apiSchema, variableDefinitions, variables, {
        maxErrors: MAXIMUM_VARIABLE_ERRORS,
      });
      if (errors !== undefined) throw new VariableErrors(errors);
      if (names.length === 0 && refusing.length === 0) return NO_CONDITIONS;
      const nulls = refusing.filter((name) => coerced[name] === null);
      return Object.fromEntries([
        ...names.map((name) => [name, coerced[name] === null ? null : coerced[name] === true] as const),
        ...nulls.map((name) => [name, null] as const),
      ]);
    },
  };
}
