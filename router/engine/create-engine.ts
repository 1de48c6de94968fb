import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { createBoundedCache } from "./bounded-cache.ts";
import { type CompiledOperation, compileOperation, VariableErrors } from "./compilation/compile-operation.ts";
import type { Engine, EngineOperation, EngineOptions, EngineResponse } from "./engine.ts";
import { executeEntities } from "./execution/execute-entities.ts";
import { executeRoot } from "./execution/execute-root.ts";
import { createExecutionState } from "./execution/execution-state.ts";
import { createIntrospector } from "./execution/introspection.ts";
import type { OperationRun } from "./execution/operation-run.ts";
import { runSteps } from "./execution/run-steps.ts";
import { createNameShield } from "./planning/name-shield.ts";
import { isOverriddenByChance } from "./planning/override-labels.ts";
import { createPlanner } from "./planning/planner.ts";
import { findOperation } from "./planning/select-operation.ts";
import { buildSubtypes } from "./planning/subtypes.ts";
import { buildSupergraph } from "./planning/supergraph.ts";

const DEFAULT_MAXIMUM_OPERATIONS = 1_000;

/** An engine for one supergraph. @throws GraphQLError when the supergraph is not valid, or asks for what is unknown */
export function createEngine<Context>(options: EngineOptions<Context>): Engine<Context> {
  const { supergraph, schema, apiSchema } = buildSupergraph(options.supergraphSdl);
  const subtypes = buildSubtypes(schema);
  const planner = createPlanner(supergraph);
  const compiler = {
    apiSchema,
    subtypes,
    planner,
    shieldNames: createNameShield(schema),
    createIntrospection: createIntrospector(apiSchema),
    mergesEntityFetches: options.mergesEntityFetches ?? (() => true),
  };
  const operations = createBoundedCache<CompiledOperation | Error>(
    options.maximumOperations ?? DEFAULT_MAXIMUM_OPERATIONS,
  );
  const isOverridden = options.isOverridden ?? isOverriddenByChance;

  /** What cannot be planned is remembered too: trying again would hold up everybody again. */
  function findCompiled(
    { document, operationName, cacheKey }: EngineOperation,
    context: Context,
  ): CompiledOperation {
    const overridden = planner.overrideLabels.filter((label) => isOverridden(label, context));
    const compiled = operations.get(`${cacheKey} ${overridden.join()}`, () => {
      try {
        const selected = findOperation(document, operationName);
        if (selected === null) return new GraphQLError("Name an operation of the document.");
        return compileOperation(compiler, selected, new Set(overridden));
      } catch (error) {
        return error instanceof Error ? error : new Error(String(error));
      }
    });
    if (compiled instanceof Error) throw compiled;
    return compiled;
  }

  async function execute(
    operation: CompiledOperation,
    run: Omit<OperationRun<Context>, "state" | "restoreKey" | "subtypes" | "transport">,
  ): Promise<EngineResponse> {
    const { steps, writer } = operation.findVariant(run.variables);
    const state = createExecutionState();
    const { restoreKey } = operation;
    const whole = { ...run, state, restoreKey, subtypes, transport: options.transport };
    await runSteps(steps, (step) =>
      step.kind === "root" ? executeRoot(whole, step) : executeEntities(whole, step),
    );
    const introspection = operation.introspect(run.variables);
    const { text, errors } = writer.write(state.data, { ...state, introspection });
    return { data: text, errors: errors.length === 0 ? state.errors : [...state.errors, ...errors] };
  }

  return {
    apiSchema,
    async execute(operation, context, observer) {
      try {
        const compiled = findCompiled(operation, context);
        observer?.planned?.(compiled.plan);
        return await execute(compiled, { variables: operation.variables, context, observer });
      } catch (error) {
        return { data: null, errors: listErrors(error) };
      }
    },
  };
}

/** What clients are told of an operation that was not executed. Other errors than those made for them are ours. */
function listErrors(error: unknown): readonly GraphQLFormattedError[] {
  if (error instanceof VariableErrors) return error.errors.map((one) => one.toJSON());
  if (error instanceof GraphQLError) return [error.toJSON()];
  throw error;
}
