import type { QueryPlan } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import type { Conditions } from "../operation/conditions.ts";
import type { PreparedOperation } from "../operation/prepare-operation.ts";
import { findRefusedFields } from "../operation/refused-nulls.ts";
import type { Planner } from "../planning/planner.ts";
import { compileResponseWriter } from "../response/compile-response-writer.ts";
import type { ResponseWriter } from "../response/response-writer.ts";
import type { VerbatimReader } from "../response/verbatim-reader.ts";
import { compileSteps, type StepCompiler } from "./compile-steps.ts";
import { createSelectedFields, type IsSelected } from "./selected-fields.ts";
import type { Step } from "./step.ts";

/** What executes an operation, for one choice of its `@skip` and `@include`. */
export interface CompiledOperation {
  readonly plan: QueryPlan;
  readonly steps: readonly Step[];
  readonly writer: ResponseWriter;
  /** Reads the answer of the only fetch; null when there are more, or when its keys are not the client's. */
  readonly readVerbatim: VerbatimReader | null;
  readonly client: ClientView;
}

/** The operation as its client knows it, for the paths of errors. */
export interface ClientView {
  /** The client's key for a key of the data. */
  restoreKey(key: string): string;
  readonly isSelected: IsSelected;
}

/** What operations are compiled with. */
export interface Compiler extends StepCompiler {
  readonly apiSchema: GraphQLSchema;
  readonly planner: Planner;
}

/** What an operation is compiled for. */
export interface CompileOptions {
  readonly conditions: Conditions;
  readonly overridden: ReadonlySet<string>;
}

/**
 * Plans an operation, and compiles the plan.
 * @throws PlanningError when the planner finds no plan within its limits
 * @throws NullCondition when a condition at the root is null
 */
export function compileOperation(
  compiler: Compiler,
  { selected, nullRefusals }: PreparedOperation,
  { conditions, overridden }: CompileOptions,
): CompiledOperation {
  const { apiSchema, planner, subtypes } = compiler;
  const refusedFields = findRefusedFields(nullRefusals, conditions);
  const scope = { ...selected, apiSchema, conditions, refusedFields };
  const { plan, fetches, findDataKey, restoreKey, variableNames } = planner.plan(scope, overridden);
  const isMutation = selected.operation.operation === "mutation";
  const steps = compileSteps({ ...compiler, fetches, variableNames, isMutation });
  const form = { ...scope, findDataKey };
  const writer = compileResponseWriter(form);
  return {
    plan,
    steps,
    writer,
    readVerbatim: isAnsweredByOneFetch(steps) ? writer.readVerbatim : null,
    client: { restoreKey, isSelected: createSelectedFields(form, steps, subtypes) },
  };
}

function isAnsweredByOneFetch([step, ...others]: readonly Step[]): boolean {
  return step?.kind === "root" && others.length === 0 && step.fields.rewrite === null;
}
