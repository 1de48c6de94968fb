import type { WorkerProcess } from "./fork-worker.ts";
import type { Order, WorkersOverview } from "./messages.ts";

/** The workers that serve: none yet, and at last `wanted`. Each is told of every change. */
export function createCrew(wanted: number) {
  const serving = new Set<WorkerProcess>();
  const supergraphs = new WeakMap<WorkerProcess, string>();

  function readOverview(): WorkersOverview {
    const served = [...serving].flatMap((worker) => supergraphs.get(worker) ?? []);
    return { running: serving.size, wanted, supergraphs: [...new Set(served)].sort() };
  }

  function announce(): void {
    const overview = readOverview();
    for (const worker of serving) worker.tell({ type: "overview", overview });
  }

  return {
    list: () => [...serving],
    readOverview,
    add(worker: WorkerProcess): void {
      serving.add(worker);
      announce();
    },
    remove(worker: WorkerProcess): void {
      if (serving.delete(worker)) announce();
    },
    tellOthers(worker: WorkerProcess, order: Order): void {
      for (const other of serving) if (other !== worker) other.tell(order);
    },
    /** Notes which supergraph the worker serves; it may tell before it serves. */
    noteSupergraph(worker: WorkerProcess, hash: string): void {
      supergraphs.set(worker, hash);
      announce();
    },
  };
}
