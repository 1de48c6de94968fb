import { operationFromDocument } from "@apollo/federation-internals";
import { type QueryPlan, QueryPlanner } from "@apollo/query-planner";
import type { DocumentNode, FieldNode } from "graphql";
import type { OperationScope } from "../operation/collect-fields.ts";
import { readEntityKeys } from "./entity-keys.ts";
import { createCombinationCounter } from "./field-combinations.ts";
import { flattenPlan } from "./flatten-plan.ts";
import { listOverrideLabels } from "./override-labels.ts";
import { createAliasDeconfliction } from "./planner-defects/alias-deconfliction.ts";
import { resolveConditions } from "./planner-defects/conditional-fetches.ts";
import { addTypenames } from "./planner-defects/dropped-objects.ts";
import { needsSubgraphs } from "./planner-defects/empty-plans.ts";
import { hideInexactLiterals, restoreLiterals } from "./planner-defects/exact-literals.ts";
import { mendFetchGroups } from "./planner-defects/fetch-groups.ts";
import { addLostDependencies } from "./planner-defects/lost-dependencies.ts";
import { keepMutationOrder } from "./planner-defects/mutation-order.ts";
import { isAnsweredBySchema } from "./planner-defects/nested-introspection.ts";
import { aliasRequiredArguments } from "./planner-defects/required-arguments.ts";
import { splitRequirements } from "./planner-defects/shared-representations.ts";
import { expandTypes } from "./planner-defects/type-expansion.ts";
import { downcastInPlace } from "./planner-defects/unresolvable-interface-objects.ts";
import { MAXIMUM_EVALUATED_PLANS, MAXIMUM_PATHS } from "./planner-limits.ts";
import { PlanningError } from "./planning-error.ts";
import type { Subtypes } from "./subtypes.ts";
import type { LoadedSupergraph } from "./supergraph.ts";

/** Apollo's planner for one supergraph, with its defects worked round. */
export type Planner = ReturnType<typeof createPlanner>;

/** What an operation fetches: the plan's fetches each come after those that they depend on. */
export type OperationPlan = ReturnType<Planner["plan"]>;

/** The planner of a supergraph. */
export function createPlanner({ supergraph, schema, apiSchema }: LoadedSupergraph, subtypes: Subtypes) {
  const planner = createQueryPlanner(supergraph);
  const overrideLabels = listOverrideLabels(supergraph);
  const findEntityKeys = readEntityKeys(supergraph);
  const requirements = aliasRequiredArguments(planner);
  const downcastInterfaces = downcastInPlace(planner, findEntityKeys);
  const countCombinations = createCombinationCounter(supergraph);
  const deconflictAliases = createAliasDeconfliction(schema);
  const plannedSchema = supergraph.apiSchema();

  /** The operation in a form that the planner's defects do no harm to. */
  function prepare(scope: OperationScope) {
    const isOmitted = (field: FieldNode) => isAnsweredBySchema(field) || scope.refusedFields.has(field);
    const resolved = keepMutationOrder(resolveConditions(scope, scope.conditions, isOmitted));
    const complete = addTypenames(resolved, apiSchema, subtypes, downcastInterfaces);
    return deconflictAliases(expandTypes(complete, apiSchema, countCombinations));
  }

  function buildPlan(document: DocumentNode, overridden: ReadonlySet<string>): QueryPlan {
    const overrideConditions = new Map(overrideLabels.map((label) => [label, overridden.has(label)]));
    try {
      const operation = operationFromDocument(plannedSchema, document, { validate: false });
      return planner.buildQueryPlan(operation, { overrideConditions });
    } catch (error) {
      throw new PlanningError(error instanceof Error ? error : String(error));
    }
  }

  return {
    /** Labels of progressive overrides; a plan depends on which are on. */
    overrideLabels,
    findEntityKeys,
    /**
     * @throws PlanningError when the planner finds no plan within its limits
     * @throws NullCondition when a condition at the root is null
     */
    plan(scope: OperationScope, overridden: ReadonlySet<string>) {
      const mayNotBeEmpty = needsSubgraphs(scope);
      const { document, ...names } = prepare(scope);
      const exact = hideInexactLiterals(apiSchema, document);
      const planned = buildPlan(exact, overridden);
      const plan = exact === document ? planned : restoreLiterals(planned);
      const split = splitRequirements(flattenPlan(plan), requirements, subtypes);
      const fetches = addLostDependencies(split);
      if (fetches.length === 0 && mayNotBeEmpty) {
        throw new PlanningError("the plan is empty, though there are fields that only a subgraph has");
      }
      return { ...names, plan, fetches };
    },
  };
}

function createQueryPlanner(supergraph: LoadedSupergraph["supergraph"]): QueryPlanner {
  mendFetchGroups();
  return new QueryPlanner(supergraph, {
    // Merged fetches would have to rename fragments.
    reuseQueryFragments: false,
    debug: { maxEvaluatedPlans: MAXIMUM_EVALUATED_PLANS, pathsLimit: MAXIMUM_PATHS },
  });
}
