import cluster from "node:cluster";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import { createProcessLog } from "../../packages/server/logging/process-log.ts";
import type { RunningProcess } from "../../packages/server/process/run-process.ts";
import type { Child } from "../../packages/server/process/supervision/child.ts";
import {
  type SupervisedProcess,
  superviseProcess,
} from "../../packages/server/process/supervision/supervise-process.ts";
import { createRegistry } from "../../packages/server/telemetry/create-registry.ts";
import type { RouterConfig } from "../config.ts";
import { createCrew } from "./crew.ts";
import { forkWorker, type WorkerProcess } from "./fork-worker.ts";
import { findFreePort } from "./free-port.ts";
import { createHangWatch } from "./hang-watch.ts";
import type { Report } from "./messages.ts";
import { createMetricsGathering } from "./metrics-gathering.ts";
import { addWorkerMetrics } from "./worker-metrics.ts";

/** After five deaths within a minute; a worker that is given up would never be missed by anybody outside. */
const REST_MS = 10_000;

/**
 * Lets workers serve on one port, each a router of its own, and starts another in the place of one that dies. This
 * process hands each connection to one of them in turn, and takes no other part in serving.
 * @throws StartupError with the reason of the first that cannot start
 */
export async function startWorkers(config: RouterConfig): Promise<RunningProcess> {
  const { count } = config.workers;
  // Left to the system, a crowd that comes at once may all end up at one worker, for as long as its connections last.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  const log = createProcessLog({ name: "router", logLevel: config.logLevel, logFormat: config.logFormat });
  const port = config.port === 0 ? await findFreePort(config.host) : config.port;
  const startWorker = createWorkerStart(count, port, log);
  const slots = Array.from({ length: count }, (_, index) => superviseWorker(index + 1, startWorker, log));
  const endWorkers = () => slots.forEach((slot) => void slot.kill());
  // However this process ends, none is left.
  process.on("exit", endWorkers);
  const [url = ""] = await Promise.all(slots.map((slot) => slot.start()));
  log.info({ workers: count }, `Server listening at ${url}`);
  const stopAll = (manner: "drained" | "undrained") => Promise.all(slots.map((slot) => slot.stop(manner)));
  return {
    url,
    async drain() {
      void stopAll("drained");
      await delay(config.drainMs);
    },
    async stop() {
      await stopAll("undrained");
    },
    endOthers: endWorkers,
  };
}

/** Makes what starts a worker, and joins it with the others. */
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
      // Who asks is told that there are none; the service goes on.
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
    worker.ready.then(() => crew.add(worker), ignore);
    void worker.ended.then(() => {
      alive.delete(worker);
      deaths.inc();
      gathering.retire(worker);
      crew.remove(worker);
    });
    return worker;
  };
}

function superviseWorker(
  number: number,
  startWorker: (number: number) => Child,
  log: Logger,
): SupervisedProcess {
  const name = `worker ${number}`;
  const slot = superviseProcess(name, () => startWorker(number), {
    tell: (line) => log.warn(`${name} ${line}`),
    warnOfLeftDown() {
      log.error(`${name} is started again in ${REST_MS / 1_000} s`);
      setTimeout(slot.revive, REST_MS);
    },
  });
  return slot;
}

function ignore(): void {}
