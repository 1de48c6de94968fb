import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { createBoundedCache } from "./bounded-cache.ts";
import { compileOperation } from "./compilation/compile-operation.ts";
import { compileOnce, createPlanCache, DEFAULT_MAXIMUM_OPERATIONS, type PlanSlot } from "./compilation/plan-cache.ts";
import type { Engine, EngineOperation, EngineOptions } from "./engine.ts";
import { executeOperation } from "./execution/execute-operation.ts";
import { createIntrospector } from "./execution/introspection.ts";
import { subscribeTo } from "./execution/subscribe.ts";
import { type Conditions, NullCondition } from "./operation/conditions.ts";
import { declareDefer } from "./operation/defer-directive.ts";
import {
  type PreparedOperation,
  type PreparedRequest,
  prepareRequest,
  VariableErrors,
} from "./operation/prepare-operation.ts";
import { findOperation } from "./operation/select-operation.ts";
import { isOverriddenByChance } from "./planning/override-labels.ts";
import { createPlanner } from "./planning/planner.ts";
import { PlanningError } from "./planning/planning-error.ts";
import { buildSubtypes } from "./planning/subtypes.ts";
import { buildSupergraph } from "./planning/supergraph.ts";

const UNSUPPORTED = { extensions: { code: "OPERATION_NOT_SUPPORTED" } };
const UNRESOLVED = { extensions: { code: "OPERATION_RESOLUTION_FAILURE" } };

/** An engine for one supergraph. @throws GraphQLError when the supergraph is not valid, or needs an unknown feature */
export function createEngine<Context>({
  supergraphSdl,
  transport,
  mergesEntityFetches = () => true,
  maximumOperations = DEFAULT_MAXIMUM_OPERATIONS,
  isOverridden = isOverriddenByChance,
  schedulePlanning = async (_context, plan) => plan(),
  declaresDefer = false,
}: EngineOptions<Context>): Engine<Context> {
  const loaded = buildSupergraph(supergraphSdl);
  const { supergraph, schema } = loaded;
  const apiSchema = declaresDefer ? declareDefer(loaded.apiSchema) : loaded.apiSchema;
  const subtypes = buildSubtypes(schema);
  const planner = createPlanner(loaded, subtypes);
  const { overrideLabels } = planner;
  const compiler = { apiSchema, schema, subtypes, planner, mergesEntityFetches };
  const introspect = createIntrospector(apiSchema);
  const prepared = createBoundedCache<PreparedRequest>(maximumOperations);
  const plans = createPlanCache(maximumOperations);

  function prepare({ document, operationName, cacheKey }: EngineOperation): PreparedRequest {
    return prepared.get(cacheKey, () => {
      const selected = findOperation(document, operationName);
      if (selected === null) throw new GraphQLError("The document has no such operation.", UNRESOLVED);
      const { operation: kind } = selected.operation;
      if (!apiSchema.getRootType(kind)) throw refuseKind(kind);
      return prepareRequest(apiSchema, selected);
    });
  }

  /** The operation for an answer in parts, if the client takes one and asks for it; else for a whole answer. */
  function choose({ whole, inParts }: PreparedRequest, { variables, mayDefer, cacheKey }: EngineOperation): Choice {
    const conditions = mayDefer === true && inParts?.readConditions(variables);
    return inParts && conditions && inParts.hasDefer(conditions)
      ? { operation: inParts, conditions, cacheKey: `in parts ${cacheKey}` }
      : { operation: whole, conditions: whole.readConditions(variables), cacheKey };
  }

  /** A promise only where the operation must be compiled. */
  function find({ operation, conditions, cacheKey }: Choice, context: Context) {
    const labels =
      overrideLabels.length === 0 ? overrideLabels : overrideLabels.filter((label) => isOverridden(label, context));
    const slot = plans.locate(cacheKey, conditions, labels);
    return slot.cache.find(slot.key) ?? schedulePlanning(context, () => compile(slot, operation, conditions, labels));
  }

  function compile(slot: PlanSlot, operation: PreparedOperation, conditions: Conditions, labels: readonly string[]) {
    return compileOnce(slot, () => compileOperation(compiler, operation, conditions, new Set(labels)));
  }

  return {
    apiSchema,
    subgraphs: supergraph.subgraphsMetadata(),
    prepare(request) {
      try {
        const { operation, conditions, cacheKey } = choose(prepare(request), request);
        compile(plans.locate(cacheKey, conditions, []), operation, conditions, []);
      } catch {
        // The first request for it gets the error.
      }
    },
    countPlans: plans.count,
    async execute(request, context, observer) {
      try {
        const known = prepare(request);
        if (isSubscription(known)) throw refuseKind("subscription");
        const choice = choose(known, request);
        const finding = find(choice, context);
        const found = finding instanceof Promise ? await finding : finding;
        if (found instanceof Error) throw found;
        observer?.planned?.(found.plan, found.delivery?.deferredFetches);
        const { variables } = request;
        const introspection = introspect(choice.operation.selected, variables);
        const run = { variables, context, observer, transport, subtypes, introspection, event: null };
        return await executeOperation(found, run);
      } catch (error) {
        return { data: error instanceof NullCondition ? "null" : null, errors: listErrors(error) };
      }
    },
    async subscribe(request, context) {
      try {
        const known = prepare(request);
        if (!isSubscription(known)) throw refuseKind("query or mutation as a subscription");
        const choice = choose(known, { ...request, mayDefer: false });
        const found = await find(choice, context);
        if (found instanceof Error) throw found;
        const { variables } = request;
        const introspection = introspect(choice.operation.selected, variables);
        return await subscribeTo(found, { variables, transport, subtypes, introspection }, context);
      } catch (error) {
        return { data: null, errors: listErrors(error) };
      }
    },
  };
}

/** What a request is answered with. */
interface Choice {
  readonly operation: PreparedOperation;
  readonly conditions: Conditions;
  readonly cacheKey: string;
}

function isSubscription({ whole }: PreparedRequest): boolean {
  return whole.selected.operation.operation === "subscription";
}

function refuseKind(kind: string): GraphQLError {
  return new GraphQLError(`The engine cannot execute a ${kind} over this schema.`, UNSUPPORTED);
}

/** The errors of an operation that was not executed. @throws every error that is not made for clients */
function listErrors(error: unknown): readonly GraphQLFormattedError[] {
  // Its cause is for the caller's log.
  if (error instanceof PlanningError) throw error;
  if (error instanceof VariableErrors) return error.errors;
  if (error instanceof GraphQLError) return [error.toJSON()];
  throw error;
}
