import type { QueryPlan } from "@apollo/query-planner";
import type { GraphQLSchema } from "graphql";
import { collectFields } from "../operation/collect-fields.ts";
import type { PreparedOperation } from "../operation/prepare-operation.ts";
import { findRefusedFields } from "../operation/refused-nulls.ts";
import type { Planner } from "../planning/planner.ts";
import type { NameShield } from "../planning/planner-defects/alias-deconfliction.ts";
import { resolveConditions } from "../planning/planner-defects/conditional-fetches.ts";
import { keepObjects } from "../planning/planner-defects/dropped-objects.ts";
import { hideInexactLiterals, restoreLiterals } from "../planning/planner-defects/exact-literals.ts";
import { tellTypesApart } from "../planning/planner-defects/type-expansion.ts";
import { PlanningError } from "../planning/planning-error.ts";
import type { Subtypes } from "../planning/subtypes.ts";
import { compileResponseWriter } from "../response/compile-response-writer.ts";
import type { Conditions, ResponseWriter, ResponseWriterOptions } from "../response/response-writer.ts";
import type { VerbatimReader } from "../response/verbatim-reader.ts";
import { compileSteps } from "./compile-steps.ts";
import { createKeyRestorer } from "./restore-key.ts";
import { createAskedFields, type IsAskedFor } from "./selected-fields.ts";
import type { Step } from "./step.ts";

/** What executes an operation, for one choice of its `@skip` and `@include`. */
export interface CompiledOperation {
  readonly plan: QueryPlan;
  readonly steps: readonly Step[];
  readonly writer: ResponseWriter;
  /** Reads the answer of the only fetch; null where there are more, or where its data is not under the client's keys. */
  readonly readVerbatim: VerbatimReader | null;
  readonly client: ClientView;
}

/** The operation as its client knows it, for telling of errors. */
export interface ClientView {
  /** A key of the data, as the client knows it. */
  restoreKey(key: string): string;
  readonly isAskedFor: IsAskedFor;
}

/** What operations are compiled with. */
export interface Compiler {
  readonly apiSchema: GraphQLSchema;
  /** Everything that subgraphs may speak of. */
  readonly schema: GraphQLSchema;
  readonly subtypes: Subtypes;
  readonly planner: Planner;
  readonly shieldNames: NameShield;
  readonly mergesEntityFetches: (subgraph: string) => boolean;
}

/** What an operation is compiled for. */
export interface CompileOptions {
  readonly conditions: Conditions;
  /** The labels of progressive overrides that are on. */
  readonly overridden: ReadonlySet<string>;
}

/**
 * Plans an operation.
 * @throws PlanningError when the planner finds no way to its fields, or not within its limits
 * @throws NullCondition when a condition at the root is null
 */
export function compileOperation(
  { apiSchema, schema, subtypes, planner, shieldNames, mergesEntityFetches }: Compiler,
  { selected, nullRefusals }: PreparedOperation,
  { conditions, overridden }: CompileOptions,
): CompiledOperation {
  const refusedFields = findRefusedFields(nullRefusals, conditions);
  const scope = { ...selected, apiSchema, conditions, refusedFields };
  const needsData = asksForData(scope);
  const resolved = keepObjects(resolveConditions(selected, conditions, refusedFields), {
    apiSchema,
    askedAtOnce: planner.askedAtOnce,
  });
  const asked = tellTypesApart(resolved, apiSchema, planner.countCombinations);
  const shielded = shieldNames(asked.operation, Object.values(asked.fragments));
  const document = hideInexactLiterals(apiSchema, shielded.document);
  const planned = planner.plan(document, overridden);
  const plan = document === shielded.document ? planned : restoreLiterals(planned);
  const steps = compileSteps({
    plan,
    isMutation: selected.operation.operation === "mutation",
    variableNames: shielded.variableNames,
    requirements: planner.requirements,
    findEntityKeys: planner.findEntityKeys,
    schema,
    subtypes,
    mergesEntityFetches,
  });
  const form = { ...scope, findDataKey: shielded.findDataKey };
  if (steps.length === 0 && needsData) {
    throw new PlanningError("the plan is empty, though there are fields that only a subgraph has");
  }
  const writer = compileResponseWriter(form);
  return {
    plan,
    steps,
    writer,
    readVerbatim: isAnsweredByOneFetch(steps) ? writer.readVerbatim : null,
    client: {
      restoreKey: createKeyRestorer(shielded.responseKeys),
      isAskedFor: createAskedFields(form, steps),
    },
  };
}

function isAnsweredByOneFetch([step, ...others]: readonly Step[]): boolean {
  return step?.kind === "root" && others.length === 0 && step.fields.rewrite === null;
}

/** Whether there are fields at the root that only a subgraph can answer. */
function asksForData({ operation, ...scope }: Omit<ResponseWriterOptions, "findDataKey">): boolean {
  const rootType = scope.apiSchema.getRootType(operation.operation);
  if (!rootType) return false;
  const fields = collectFields(scope, rootType, [operation.selectionSet]);
  return [...fields.values()]
    .flat()
    .some((field) => !field.name.value.startsWith("__") && !scope.refusedFields.has(field));
}
