import {
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
} from "graphql";
import type { SelectedOperation } from "../planning/select-operation.ts";
import { listConditionVariables } from "./condition-variables.ts";

/** Reads the variables of requests for one operation. */
export interface PreparedOperation {
  readonly selected: SelectedOperation;
  /**
   * The values of those variables that `@skip` and `@include` use.
   * @throws VariableErrors when a variable of the request does not fit
   */
  readConditions(variables: Readonly<Record<string, unknown>>): Readonly<Record<string, boolean>>;
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
const NO_CONDITIONS: Readonly<Record<string, boolean>> = {};

/** What can be known of an operation without the variables of a request. */
export function prepareOperation(apiSchema: GraphQLSchema, selected: SelectedOperation): PreparedOperation {
  const { variableDefinitions = [] } = selected.operation;
  const names = listConditionVariables(selected);
  return {
    selected,
    readConditions(variables) {
      if (variableDefinitions.length === 0) return NO_CONDITIONS;
      const { coerced, errors } = getVariableValues(apiSchema, variableDefinitions, variables, {
        maxErrors: MOST_VARIABLE_ERRORS,
      });
      if (errors !== undefined) throw new VariableErrors(errors);
      if (names.length === 0) return NO_CONDITIONS;
      return Object.fromEntries(names.map((name) => [name, coerced[name] === true]));
    },
  };
}
