import {
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
} from "graphql";
import type { Conditions } from "../response/response-writer.ts";
import { listConditionVariables } from "./conditions.ts";
import { listNullRefusals, type NullRefusal } from "./refused-nulls.ts";
import type { SelectedOperation } from "./select-operation.ts";

/** Reads the variables of requests for one operation. */
export interface PreparedOperation {
  readonly selected: SelectedOperation;
  readonly nullRefusals: readonly NullRefusal[];
  /**
   * The values of those variables that `@skip` and `@include` use, and of those that are null where they must not be.
   * @throws VariableErrors when a variable of the request does not fit
   */
  readConditions(variables: Readonly<Record<string, unknown>>): Conditions;
}

/** Variables that do not fit their operation. */
export class VariableErrors extends Error {
  override readonly name = "VariableErrors";
  readonly errors: readonly GraphQLFormattedError[];

  constructor(errors: readonly GraphQLError[]) {
    super("the variables do not fit the operation");
    // The last of too many errors says only that there are too many, and has no place.
    const placed = errors.filter(({ nodes }) => nodes !== undefined);
    this.errors = placed.map((error) => ({ ...error.toJSON(), extensions: { code: "BAD_USER_INPUT" } }));
  }
}

/** A list in a variable may have a mistake in every item. */
const MOST_VARIABLE_ERRORS = 10;
const NO_CONDITIONS: Conditions = {};

/** What can be known of an operation without the variables of a request. */
export function prepareOperation(apiSchema: GraphQLSchema, selected: SelectedOperation): PreparedOperation {
  const { variableDefinitions = [] } = selected.operation;
  const names = listConditionVariables(selected);
  const nullRefusals = listNullRefusals(selected, apiSchema);
  const refusing = [...new Set(nullRefusals.map(({ variable }) => variable))];
  return {
    selected,
    nullRefusals,
    readConditions(variables) {
      if (variableDefinitions.length === 0) return NO_CONDITIONS;
      const { coerced, errors } = getVariableValues(apiSchema, variableDefinitions, variables, {
        maxErrors: MOST_VARIABLE_ERRORS,
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
