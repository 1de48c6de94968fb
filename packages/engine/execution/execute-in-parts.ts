import type { CompiledOperation } from "../compilation/compile-operation.ts";
import type { DeliveryPlan } from "../compilation/delivery-plan.ts";
import type { Step } from "../compilation/step.ts";
import type { DeferredDelivery, EngineResponse } from "../engine.ts";
import type { ResponsePart } from "../operation/response-parts.ts";
import { createExecutionState, type ExecutionState } from "./execution-state.ts";
import type { SchemaAnswers } from "./introspection.ts";
import { createPartDelivery } from "./part-delivery.ts";
import { createPartErrors } from "./part-errors.ts";
import { INCOMPLETE, NOTHING_LEFT, TOO_DEEP } from "./response-failures.ts";
import { runSteps } from "./run-steps.ts";

/** Begins a step of an execution whose steps have states of their own, over the same data. */
type BeginStep = (step: Step, state: ExecutionState) => Promise<void> | null;

/** Fetches the data of an operation, and gives each part of the response once the steps that it needs are done. */
export async function executeInParts(
  { steps, writer }: Pick<CompiledOperation, "steps" | "writer">,
  plan: DeliveryPlan,
  introspection: SchemaAnswers,
  beginStep: BeginStep,
): Promise<EngineResponse> {
  const state = createExecutionState();
  const states = steps.map(() => shareState(state));
  const progress = watchSteps(plan, steps, (step) => beginStep(step, states[step.index] ?? state));
  await progress.until(() => progress.isReady(plan.first));
  const nulls = new Set<object>();
  const errors = createPartErrors(plan, states);
  const known = [...errors.take(plan.first), ...introspection.errors];
  const { data, isClean, failures } = state;
  const explained = errors.listExplained(plan.first);
  const first = writer.write(data, { isClean, explained, errors: known, introspection, nulls });
  const all = [...known, ...first.errors];
  if (first.text === "null") return { data: "null", errors: all.length === 0 ? [NOTHING_LEFT] : all };
  const delivery = createPartDelivery({ plan, data, failures, introspection, nulls, errors });
  const pending = delivery.announceFirst();
  if (pending.length === 0) return { data: first.text, errors: all };
  return { data: first.text, errors: all, pending, deferred: iterate(delivery, progress) };
}

/** The state with errors of its own: those of each step count for the parts that wait for it. */
function shareState(state: ExecutionState): ExecutionState {
  return {
    ...state,
    errors: [],
    explained: new Set(),
    get isClean() {
      return state.isClean;
    },
    set isClean(isClean) {
      state.isClean = isClean;
    },
  };
}

/** Runs the steps, and knows which parts have all they need. */
function watchSteps(
  { steps: needs }: DeliveryPlan,
  steps: readonly Step[],
  begin: (step: Step) => Promise<void> | null,
) {
  const undone = new Map([...needs].map(([part, needed]) => [part, new Set(needed)]));
  let failure: { readonly error: unknown } | null = null;
  let wake = (): void => undefined;

  function finish({ index }: Step): void {
    for (const needed of undone.values()) needed.delete(index);
    wake();
  }

  runSteps(steps, begin, finish).catch((error) => {
    failure = { error };
    wake();
  });
  return {
    isReady: (part: ResponsePart) => undone.get(part)?.size === 0,
    /** Lets `until` look again. */
    wake: () => wake(),
    /** Waits for one thing at a time. Rejects when a step fails with a defect. */
    async until(isReached: () => boolean): Promise<void> {
      while (!isReached()) {
        if (failure !== null) throw failure.error;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function iterate(
  delivery: ReturnType<typeof createPartDelivery>,
  { until, isReady, wake }: ReturnType<typeof watchSteps>,
): AsyncIterable<DeferredDelivery> {
  const end = { done: true, value: undefined } as const;
  let isStopped = false;
  let defect: { readonly error: unknown } | null = null;

  async function next(): Promise<IteratorResult<DeferredDelivery, undefined>> {
    if (defect !== null) throw takeDefect(defect);
    try {
      await until(() => isStopped || delivery.isDone() || delivery.hasReady(isReady));
      if (isStopped || delivery.isDone()) return end;
      return { done: false, value: delivery.deliver(isReady) };
    } catch (error) {
      if (!(error instanceof RangeError)) defect = { error };
      return { done: false, value: delivery.fail(defect === null ? TOO_DEEP : INCOMPLETE) };
    }
  }

  function takeDefect({ error }: { readonly error: unknown }): unknown {
    defect = null;
    return error;
  }

  async function stop() {
    isStopped = true;
    wake();
    return end;
  }

  return { [Symbol.asyncIterator]: () => ({ next, return: stop }) };
}
