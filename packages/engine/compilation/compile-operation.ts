import type { GraphQLSchema } from "graphql";
import type { Conditions } from "../operation/conditions.ts";
import type { PreparedOperation } from "../operation/prepare-operation.ts";
import { findRefusedFields } from "../operation/refused-nulls.ts";
import type { PlannedFetch } from "../planning/planned-fetch.ts";
import { compileResponseWriter } from "../response/compile-response-writer.ts";
import { compileSteps, type StepCompiler } from "./compile-steps.ts";
import { assignParts, buildDeliveryPlan, listParts } from "./delivery-plan.ts";
import { createSelectedFields } from "./selected-fields.ts";
import type { Step } from "./step.ts";

/** What executes an operation, for one choice of its `@skip` and `@include`. */
export type CompiledOperation = ReturnType<typeof compileOperation>;

/** The operation as its client knows it, for the paths of errors. */
export type ClientView = CompiledOperation["client"];

/**
 * Plans an operation, and compiles the plan.
 * @throws PlanningError when the planner finds no plan within its limits
 * @throws NullCondition when a condition at the root is null
 */
export function compileOperation(
  compiler: StepCompiler & { readonly apiSchema: GraphQLSchema },
  { selected, nullRefusals, isInParts }: PreparedOperation,
  conditions: Conditions,
  overridden: ReadonlySet<string>,
) {
  const { apiSchema, planner, subtypes } = compiler;
  const refusedFields = findRefusedFields(nullRefusals, conditions);
  const scope = { ...selected, apiSchema, conditions, refusedFields };
  const { plan, fetches, findDataKey, restoreKey, variableNames } = planner.plan(scope, overridden);
  const isMutation = selected.operation.operation === "mutation";
  const whole = { ...scope, findDataKey };
  const assignment = isInParts ? assignParts(whole, fetches) : null;
  const partsOf = new Map(assignment && fetches.map((fetch) => [fetch, listParts(assignment, fetch).join()]));
  const formatParts = (fetch: PlannedFetch) => partsOf.get(fetch) ?? "";
  const steps = compileSteps({ ...compiler, fetches, variableNames, isMutation, formatParts });
  const form = assignment === null ? whole : { ...whole, placements: assignment.placements };
  const delivery = assignment && buildDeliveryPlan(assignment, form, steps);
  const writer = compileResponseWriter({ ...form, isFirstPart: delivery !== null });
  return {
    plan,
    steps,
    /** How the response is delivered in parts: `writer` writes the first; null when it is whole. */
    delivery,
    writer,
    /** Reads the answer of the only fetch; null when there are more, or when its keys are not the client's. */
    readVerbatim: delivery === null && isAnsweredByOneFetch(steps) ? writer.readVerbatim : null,
    client: { restoreKey, isSelected: createSelectedFields(form, steps, subtypes) },
  };
}

function isAnsweredByOneFetch([step, ...others]: readonly Step[]): boolean {
  return step?.kind === "root" && others.length === 0 && step.fields.rewrite === null;
}
