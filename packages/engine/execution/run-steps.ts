import type { Step } from "../compilation/step.ts";

/**
 * Runs each step once those it waits for are done.
 * @param start begins a step; null when there is nothing to do
 * @param onDone is told of each step that is done
 * @returns a promise that rejects when `start` throws, or when its promise rejects
 */
export function runSteps(
  steps: readonly Step[],
  start: (step: Step) => Promise<void> | null,
  onDone?: (step: Step) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const pending = steps.map(({ dependencies }) => dependencies);
    let remaining = steps.length;
    let hasFailed = false;

    function fail(error: unknown): void {
      hasFailed = true;
      reject(error);
    }

    function begin(step: Step): void {
      if (hasFailed) return;
      try {
        const running = start(step);
        if (running === null) finish(step);
        else running.then(() => finish(step), fail);
      } catch (error) {
        fail(error);
      }
    }

    function finish(done: Step): void {
      onDone?.(done);
      remaining -= 1;
      if (remaining === 0) resolve();
      for (const index of done.dependents) {
        const next = (pending[index] ?? 0) - 1;
        pending[index] = next;
        const step = steps[index];
        if (next === 0 && step !== undefined) begin(step);
      }
    }

    if (remaining === 0) resolve();
    for (const step of steps) if (step.dependencies === 0) begin(step);
  });
}
