import cluster from "node:cluster";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { createProcessLog } from "../../packages/server/logging/process-log.ts";
import type { RunningProcess } from "../../packages/server/process/run-process.ts";
import { createRegistry } from "../../packages/server/telemetry/create-registry.ts";
import type { RouterConfig } from "../config.ts";
import { createCrew } from "./crew.ts";
import { forkWorker, type WorkerProcess } from "./fork-worker.ts";
import { findFreePort } from "./free-port.ts";
import { createHangWatch } from "./hang-watch.ts";
import type { Report } from "./messages.ts";
import { createMetricsGathering } from "./metrics-gathering.ts";
import { addWorkerMetrics } from "./worker-metrics.ts";
import { superviseWorker } from "./worker-restarts.ts";

/** What the primary needs of the router's settings. */
export type PrimarySettings = Pick<RouterConfig, "workers" | "host" | "port" | "logLevel" | "logFormat" | "drainMs">;

/**
 * Starts workers that serve on one port, each a router of its own, and replaces each that dies. This process hands each
 * connection to one of them in turn. It serves nothing itself.
 * @throws StartupError with the reason of the first worker that cannot start
 */
export async function startWorkers(settings: PrimarySettings): Promise<RunningProcess> {
  const { count } = settings.workers;
  // If the system chose, connections that come at once could all go to one worker, for as long as they last.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const log = createProcessLog({ ...settings, name: "router" });
  // The same for all workers.
  const port = settings.port === 0 ? await findFreePort(settings.host) : settings.port;
  const startWorker = createWorkerStart(count, port, log);
  const slots = Array.from({ length: count }, (_, index) => superviseWorker(index + 1, startWorker, log));
  const endWorkers = () => slots.forEach((slot) => void slot.kill());
  process.on("exit", endWorkers);
  const [url = ""] = await Promise.all(slots.map((slot) => slot.start()));
  log.info({ workers: count }, `Server listening at ${url}`);
  const stopAll = (manner: "drained" | "undrained") => Promise.all(slots.map((slot) => slot.stop(manner)));
  return {
    url,
    async drain() {
      void stopAll("drained");
      await delay(settings.drainMs);
    },
    async stop() {
      await stopAll("undrained");
    },
    endOthers: endWorkers,
  };
}

function createWorkerStart(count: number, port: number, log: Logger): (number: number) => WorkerProcess {
  const crew = createCrew(count);
  const registry = createRegistry("router");
  const gathering = createMetricsGathering(crew.list, registry);
  const deaths = addWorkerMetrics(registry, crew.readOverview);
  const alive = new Set<WorkerProcess>();
  const watch = createHangWatch(
    () => [...alive],
    ({ number }) => log.error(`worker ${number} hangs: it is killed`),
  );

  async function sendMetrics(worker: WorkerProcess): Promise<void> {
    try {
      worker.tell({ type: "gathered", text: await gathering.gather() });
    } catch (error) {
      // The metrics are missing this once; the service goes on.
      log.error({ err: error }, "the workers' metrics cannot be added up");
    }
  }

  function onReport(worker: WorkerProcess, report: Report): void {
    watch.noteAlive(worker);
    if (report.type === "supergraph") crew.noteSupergraph(worker, report.hash);
    if (report.type === "metrics") gathering.note(worker, report.metrics);
    if (report.type === "spent") crew.tellOthers(worker, report);
    if (report.type === "gather") void sendMetrics(worker);
  }

  return (number) => {
    const worker = forkWorker({ number, count, port, onReport });
    alive.add(worker);
    worker.ready.then(
      () => crew.add(worker),
      () => undefined,
    );
    void worker.ended.then(() => {
      alive.delete(worker);
      deaths.inc();
      gathering.retire(worker);
      crew.remove(worker);
    });
    return worker;
  };
}
