import type { WorkerProcess } from "./fork-worker.ts";
import type { Order, WorkersOverview } from "./messages.ts";

/** The workers that serve. Each is told of every change. */
export interface Crew {
  list(): readonly WorkerProcess[];
  readOverview(): WorkersOverview;
  /** The worker serves from now on. */
  add(worker: WorkerProcess): void;
  /** The worker has ended. */
  remove(worker: WorkerProcess): void;
  /** Tells all but `worker`. */
  tellOthers(worker: WorkerProcess, order: Order): void;
  /** Notes which supergraph the worker serves; it may tell before it serves. */
  noteSupergraph(worker: WorkerProcess, hash: string): void;
}

/** Makes an empty crew, which is to have `wanted` workers. */
export function createCrew(wanted: number): Crew {
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
    add(worker) {
      serving.add(worker);
      announce();
    },
    remove(worker) {
      if (serving.delete(worker)) announce();
    },
    tellOthers(worker, order) {
      for (const other of serving) if (other !== worker) other.tell(order);
    },
    noteSupergraph(worker, hash) {
      supergraphs.set(worker, hash);
      announce();
    },
  };
}
