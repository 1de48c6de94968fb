import type { QueryPlan } from "@apollo/query-planner";
import { GraphQLError, type GraphQLSchema, getVariableValues } from "graphql";
import { type BoundedCache, createBoundedCache } from "../bounded-cache.ts";
import { collectFields } from "../completion/collect-fields.ts";
import { compileResponseWriter } from "../completion/compile-response-writer.ts";
import type { ResponseWriter } from "../completion/response-writer.ts";
import type { Introspection } from "../execution/introspection.ts";
import type { NameShield, ShieldedOperation } from "../planning/name-shield.ts";
import type { Planner } from "../planning/planner.ts";
import type { SelectedOperation } from "../planning/select-operation.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import { compileSteps } from "./compile-steps.ts";
import { listConditionVariables } from "./condition-variables.ts";
import { createKeyRestorer } from "./restore-key.ts";
import type { Step } from "./step.ts";

/** Callers choose the values of an operation's Boolean variables: of n there are 2^n combinations. */
const MOST_VARIANTS = 16;

type Variables = Readonly<Record<string, unknown>>;

/** An operation that has been planned. */
export interface CompiledOperation {
  readonly plan: QueryPlan;
  readonly introspect: Introspection;
  /** A key of the data, as the client knows it. */
  readonly restoreKey: (key: string) => string;
  /**
   * What executes the operation with these variables.
   * @throws GraphQLError on variables that do not fit, and when the planner found no way to the fields
   */
  findVariant(variables: Variables): OperationVariant;
}

/** An operation for one choice of its `@skip` and `@include`. */
export interface OperationVariant {
  readonly steps: readonly Step[];
  readonly writer: ResponseWriter;
}

/** What operations are compiled with. */
export interface Compiler {
  readonly apiSchema: GraphQLSchema;
  readonly subtypes: Subtypes;
  readonly planner: Planner;
  readonly shieldNames: NameShield;
  readonly createIntrospection: (selected: SelectedOperation) => Introspection;
  readonly mergesEntityFetches: (subgraph: string) => boolean;
}

/** Plans an operation. @param overridden the labels of progressive overrides that are on */
export function compileOperation(
  compiler: Compiler,
  selected: SelectedOperation,
  overridden: ReadonlySet<string>,
): CompiledOperation {
  const { operation, fragments } = selected;
  const shielded = compiler.shieldNames(operation, Object.values(fragments));
  const plan = compiler.planner.plan(shielded.document, overridden);
  const conditionVariables = listConditionVariables(shielded.document);
  const variants: BoundedCache<OperationVariant> = createBoundedCache(MOST_VARIANTS);
  const only =
    conditionVariables.length === 0 ? compileVariant(compiler, selected, shielded, plan, {}) : null;
  return {
    plan,
    introspect: compiler.createIntrospection(selected),
    restoreKey: createKeyRestorer(shielded.responseKeys),
    findVariant(variables) {
      const values = coerceVariables(compiler.apiSchema, selected, variables);
      if (only !== null) return only;
      const conditions = Object.fromEntries(
        conditionVariables.map((name) => [name, values[shielded.variableNames.get(name) ?? name] === true]),
      );
      return variants.get(JSON.stringify(conditions), () =>
        compileVariant(compiler, selected, shielded, plan, conditions),
      );
    },
  };
}

/** @throws GraphQLError for the first variable that does not fit */
function coerceVariables(
  apiSchema: GraphQLSchema,
  { operation: { variableDefinitions = [] } }: SelectedOperation,
  variables: Variables,
): Variables {
  if (variableDefinitions.length === 0) return {};
  const { coerced, errors } = getVariableValues(apiSchema, variableDefinitions, variables);
  if (errors !== undefined) throw new VariableErrors(errors);
  return coerced;
}

/** @param conditions by the planner's names of the variables */
function compileVariant(
  compiler: Compiler,
  selected: SelectedOperation,
  { findDataKey, variableNames }: ShieldedOperation,
  plan: QueryPlan,
  conditions: Readonly<Record<string, boolean>>,
): OperationVariant {
  const { apiSchema, subtypes, planner, mergesEntityFetches } = compiler;
  const { operation, fragments } = selected;
  const isMutation = operation.operation === "mutation";
  const { requirements } = planner;
  const steps = compileSteps({
    plan,
    conditions,
    variableNames,
    requirements,
    subtypes,
    isMutation,
    mergesEntityFetches,
  });
  const clientConditions = Object.fromEntries(
    Object.entries(conditions).map(([name, value]) => [variableNames.get(name) ?? name, value]),
  );
  const form = { apiSchema, operation, fragments, conditions: clientConditions, findDataKey };
  if (steps.length === 0 && asksForData(form)) {
    throw new GraphQLError("The operation has fields that no subgraph can be asked for.");
  }
  return { steps, writer: compileResponseWriter(form) };
}

/** Whether there are fields at the root that only a subgraph can answer. */
function asksForData({ operation, ...scope }: Parameters<typeof compileResponseWriter>[0]): boolean {
  const rootType = scope.apiSchema.getRootType(operation.operation);
  if (!rootType) return false;
  const fields = collectFields(scope, rootType, [operation.selectionSet]);
  return [...fields.values()].flat().some(({ name }) => !name.value.startsWith("__"));
}

/** Variables that do not fit. */
export class VariableErrors extends Error {
  override readonly name = "VariableErrors";
  readonly errors: readonly GraphQLError[];

  constructor(errors: readonly GraphQLError[]) {
    super("the variables do not fit the operation");
    this.errors = errors;
  }
}
