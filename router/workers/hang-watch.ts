import type { WorkerProcess } from "./fork-worker.ts";

/** How often each worker is asked whether it is alive, and how many questions in a row it may leave unanswered. */
const PING_INTERVAL_MS = 5_000;
const MAXIMUM_UNANSWERED = 6;

/**
 * Kills those workers of `list` that have been computing, or been stopped, for half a minute: clients cannot see that
 * they hang. It counts questions, not time: if all processes of the machine were stopped for an hour, no worker hangs.
 * @param onHanging is called with a worker that hangs, before it is killed
 */
export function createHangWatch(list: () => readonly WorkerProcess[], onHanging: (worker: WorkerProcess) => void) {
  const unanswered = new WeakMap<WorkerProcess, number>();

  function ask(worker: WorkerProcess): void {
    const count = unanswered.get(worker) ?? 0;
    unanswered.set(worker, count + 1);
    if (count < MAXIMUM_UNANSWERED) {
      worker.tell({ type: "ping" });
      return;
    }
    onHanging(worker);
    worker.kill();
  }

  setInterval(() => list().forEach(ask), PING_INTERVAL_MS).unref();
  return {
    noteAlive: (worker: WorkerProcess) => void unanswered.set(worker, 0),
  };
}
