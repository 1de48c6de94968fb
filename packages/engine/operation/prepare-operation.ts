import {
  type DirectiveNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getVariableValues,
  visit,
} from "graphql";
import { type Conditions, isCondition, listConditionVariables } from "./conditions.ts";
import { isDefer, readDefer } from "./defer-directive.ts";
import { inlineFragments } from "./inline-fragments.ts";
import { listNullRefusals } from "./refused-nulls.ts";
import { listDefinitions, type SelectedOperation } from "./select-operation.ts";

/** An operation, and how to read the variables of a request for it. */
export type PreparedOperation = ReturnType<typeof prepareOperation>;

/** What is prepared for requests: the operation for a whole answer, and for one in parts. */
export interface PreparedRequest {
  readonly whole: PreparedOperation;
  /** Null when it has no `@defer`. */
  readonly inParts: (PreparedOperation & { hasDefer(conditions: Conditions): boolean }) | null;
}

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
export function prepareRequest(apiSchema: GraphQLSchema, selected: SelectedOperation): PreparedRequest {
  const whole = prepareOperation(apiSchema, selected, false);
  const defers = listDefers(selected);
  const inline = defers.length === 0 ? null : inlineFragments(selected);
  if (inline === null) return { whole, inParts: null };
  const hasDefer = (conditions: Conditions) => defers.some((defer) => readDefer([defer], conditions) !== null);
  return { whole, inParts: { ...prepareOperation(apiSchema, inline, true), hasDefer } };
}

function listDefers(selected: SelectedOperation): readonly DirectiveNode[] {
  const found: DirectiveNode[] = [];
  const Directive = (directive: DirectiveNode) => {
    if (isDefer(directive)) found.push(directive);
  };
  for (const definition of listDefinitions(selected)) visit(definition, { Directive });
  return found;
}

function prepareOperation(apiSchema: GraphQLSchema, selected: SelectedOperation, isInParts: boolean) {
  const { variableDefinitions = [] } = selected.operation;
  const decides = (directive: DirectiveNode) => isCondition(directive) || (isInParts && isDefer(directive));
  const names = listConditionVariables(selected, decides);
  const nullRefusals = listNullRefusals(selected, apiSchema);
  const refusing = [...new Set(nullRefusals.map(({ variable }) => variable))];
  return {
    selected,
    nullRefusals,
    /** Whether `@defer` has an effect. */
    isInParts,
    /**
     * The values of the variables that decide which fields there are and which may come later, and of those that are
     * null where they must not be.
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
