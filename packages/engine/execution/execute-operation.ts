import type { GraphQLFormattedError } from "graphql";
import type { CompiledOperation } from "../compilation/compile-operation.ts";
import type { Step } from "../compilation/step.ts";
import type { EngineResponse } from "../engine.ts";
import { executeEntities } from "./execute-entities.ts";
import { executeInParts } from "./execute-in-parts.ts";
import { executeRoot, settleEvent } from "./execute-root.ts";
import { createExecutionState } from "./execution-state.ts";
import type { SchemaAnswers } from "./introspection.ts";
import type { OperationRun } from "./operation-run.ts";
import { placeErrors } from "./place-errors.ts";
import { NOTHING_LEFT, TOO_DEEP } from "./response-failures.ts";
import { runSteps } from "./run-steps.ts";

/** One request for an operation. */
export interface OperationRequest<Context> extends Omit<OperationRun<Context>, "state" | "client" | "readVerbatim"> {
  readonly introspection: SchemaAnswers;
}

/** Fetches the data of an operation, and writes the response. */
export async function executeOperation<Context>(
  compiled: CompiledOperation,
  { introspection, variables, context, observer, transport, subtypes, event }: OperationRequest<Context>,
): Promise<EngineResponse> {
  const { steps, writer, client, readVerbatim, delivery } = compiled;
  const state = createExecutionState();
  const run: OperationRun<Context> = {
    state,
    variables,
    context,
    observer,
    transport,
    subtypes,
    client,
    readVerbatim,
    event,
  };
  try {
    if (delivery !== null) {
      return await executeInParts(compiled, delivery, introspection, (step, own) =>
        beginStep({ ...run, state: own }, step),
      );
    }
    await runSteps(steps, (step) => beginStep(run, step));
  } catch (error) {
    if (error instanceof RangeError) return { data: "null", errors: [TOO_DEEP] };
    throw error;
  }
  const { verbatim } = state;
  if (verbatim !== null) return { data: verbatim.dataText, errors: NO_ERRORS, bytes: verbatim.bytes };
  const placed = placeErrors(state.errors, (path) => writer.cutPath(path, state.data));
  const known = introspection.errors.length === 0 ? placed : [...placed, ...introspection.errors];
  const { isClean, explained } = state;
  const { text, errors } = writer.write(state.data, { isClean, explained, errors: known, introspection });
  const all = errors.length === 0 ? known : [...known, ...errors];
  return { data: text, errors: text === "null" && all.length === 0 ? [NOTHING_LEFT] : all };
}

function beginStep<Context>(run: OperationRun<Context>, step: Step): Promise<void> | null {
  switch (step.kind) {
    case "root":
      return executeRoot(run, step);
    case "entities":
      return executeEntities(run, step);
    case "event":
      return settleEvent(run, step);
  }
}

const NO_ERRORS: readonly GraphQLFormattedError[] = [];
