import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { type BoundedCache, type CacheCounts, createBoundedCache } from "./bounded-cache.ts";
import { type CompiledOperation, compileOperation } from "./compilation/compile-operation.ts";
import type { Engine, EngineOperation, EngineOptions } from "./engine.ts";
import { executeOperation } from "./execution/execute-operation.ts";
import { createIntrospector } from "./execution/introspection.ts";
import { NullCondition } from "./operation/collect-fields.ts";
import { type PreparedOperation, prepareOperation, VariableErrors } from "./operation/prepare-operation.ts";
import { findOperation } from "./operation/select-operation.ts";
import { isOverriddenByChance } from "./planning/override-labels.ts";
import { createPlanner } from "./planning/planner.ts";
import { createNameShield } from "./planning/planner-defects/alias-deconfliction.ts";
import { PlanningError } from "./planning/planning-error.ts";
import { buildSubtypes } from "./planning/subtypes.ts";
import { buildSupergraph } from "./planning/supergraph.ts";
import type { Conditions } from "./response/response-writer.ts";

/**
 * In each cache. One caller's new operations may displace what others ask for less often: it is planned again in the
 * turn of who asks for it. What comes while a thousand are planned, which takes seconds, stays.
 */
const DEFAULT_MAXIMUM_OPERATIONS = 1_000;

/** Where a plan is kept, and which values of its conditions it is for. */
interface PlanPlace {
  readonly conditions: Conditions;
  readonly cache: BoundedCache<CompiledOperation | Error>;
  readonly key: string;
}
const UNSUPPORTED = { extensions: { code: "OPERATION_NOT_SUPPORTED" } };
const UNRESOLVED = { extensions: { code: "OPERATION_RESOLUTION_FAILURE" } };

/** An engine for one supergraph. @throws GraphQLError when the supergraph is not valid, or asks for what is unknown */
export function createEngine<Context>({
  supergraphSdl,
  transport,
  mergesEntityFetches = () => true,
  maximumOperations = DEFAULT_MAXIMUM_OPERATIONS,
  isOverridden = isOverriddenByChance,
  schedulePlanning = async (_context, plan) => plan(),
}: EngineOptions<Context>): Engine<Context> {
  const { supergraph, schema, apiSchema } = buildSupergraph(supergraphSdl);
  const subtypes = buildSubtypes(schema);
  const planner = createPlanner(supergraph);
  const shieldNames = createNameShield(schema);
  const compiler = { apiSchema, schema, subtypes, planner, shieldNames, mergesEntityFetches };
  const introspect = createIntrospector(apiSchema);
  const prepared = createBoundedCache<PreparedOperation>(maximumOperations);
  const compiled = createBoundedCache<CompiledOperation | Error>(maximumOperations);
  /** Those that conditions or overrides decide about. A cache of its own, so that most keys need not be put together. */
  const decided = createBoundedCache<CompiledOperation | Error>(maximumOperations);

  function prepare({ document, operationName, cacheKey }: EngineOperation): PreparedOperation {
    return prepared.get(cacheKey, () => {
      const selected = findOperation(document, operationName);
      if (selected === null) throw new GraphQLError("The document has no such operation.", UNRESOLVED);
      const { operation: kind } = selected.operation;
      if (kind === "subscription" || !apiSchema.getRootType(kind)) {
        throw new GraphQLError(`The engine cannot execute a ${kind} over this schema.`, UNSUPPORTED);
      }
      return prepareOperation(apiSchema, selected);
    });
  }

  /** Where the plan of a request is, or will be. */
  function locate(
    { readConditions }: PreparedOperation,
    { variables, cacheKey }: EngineOperation,
    labels: readonly string[],
  ): PlanPlace {
    const conditions = readConditions(variables);
    const decisions = `${formatConditions(conditions)}${labels.join()}`;
    return decisions === ""
      ? { conditions, cache: compiled, key: cacheKey }
      : { conditions, cache: decided, key: `${decisions} ${cacheKey}` };
  }

  /** What cannot be planned is remembered too: trying again would hold up everybody again. */
  function compile(
    { cache, key, conditions }: PlanPlace,
    operation: PreparedOperation,
    labels: readonly string[],
  ) {
    return cache.get(key, () => {
      try {
        return compileOperation(compiler, operation, { conditions, overridden: new Set(labels) });
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    });
  }

  return {
    apiSchema,
    subgraphs: supergraph.subgraphsMetadata(),
    prepare(request) {
      try {
        const operation = prepare(request);
        compile(locate(operation, request, []), operation, []);
      } catch {
        // Whoever asks for it will be told.
      }
    },
    countPlans: () => addCounts(compiled.count(), decided.count()),
    async execute(request, context, observer) {
      try {
        const { variables } = request;
        const operation = prepare(request);
        const labels = planner.overrideLabels.filter((label) => isOverridden(label, context));
        const place = locate(operation, request, labels);
        const found =
          place.cache.find(place.key) ??
          (await schedulePlanning(context, () => compile(place, operation, labels)));
        if (found instanceof Error) throw found;
        const { plan, ...compiledOperation } = found;
        observer?.planned?.(plan);
        const introspection = introspect(operation.selected, variables);
        const run = { variables, context, observer, transport, subtypes, introspection };
        return await executeOperation(compiledOperation, run);
      } catch (error) {
        return { data: error instanceof NullCondition ? "null" : null, errors: listErrors(error) };
      }
    },
  };
}

/** What clients are told of an operation that was not executed. Other errors than those made for them are ours. */
function listErrors(error: unknown): readonly GraphQLFormattedError[] {
  // Its cause is for the log of whoever asked.
  if (error instanceof PlanningError) throw error;
  if (error instanceof VariableErrors) return error.errors;
  if (error instanceof GraphQLError) return [error.toJSON()];
  throw error;
}

/** Which variables are null, but for conditions, differs from request to request: they need their names. */
function formatConditions(conditions: Conditions): string {
  const entries = Object.entries(conditions);
  return entries.map(([name, value]) => (value === null ? `${name}?` : Number(value))).join("");
}

function addCounts(one: CacheCounts, other: CacheCounts): CacheCounts {
  return {
    hits: one.hits + other.hits,
    misses: one.misses + other.misses,
    size: one.size + other.size,
  };
}
