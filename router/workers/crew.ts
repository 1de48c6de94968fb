import type { WorkerProcess } from "./fork-worker.ts";
import type { Order, WorkersOverview } from "./messages.ts";

/** The workers that serve, each of which is told whenever it becomes another picture. */
export interface Crew {
  list(): readonly WorkerProcess[];
  readOverview(): WorkersOverview;
  /** It serves from now on. */
  add(worker: WorkerProcess): void;
  /** It has ended. */
  remove(worker: WorkerProcess): void;
  /** Tells all but `worker`. */
  tellOthers(worker: WorkerProcess, order: Order): void;
  /** Which supergraph it serves; it may tell before it serves. */
  noteSupergraph(worker: WorkerProcess, hash: string): void;
}

/** Makes a crew of nobody yet, which shall be `wanted`. */
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
