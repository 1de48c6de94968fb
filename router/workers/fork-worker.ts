import cluster, { type Worker } from "node:cluster";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import type { Child } from "../../packages/server/process/supervision/child.ts";
import { closeLostConnections } from "./lost-connections.ts";
import type { Order, Report } from "./messages.ts";

const IGNORE = () => undefined;

/** A worker, as the primary sees it. */
export interface WorkerProcess extends Child {
  readonly number: number;
  /** Tells the worker something; without effect once it has ended. */
  tell(order: Order): void;
}

/** Which worker to start, and where it serves. */
export interface WorkerOptions {
  readonly number: number;
  readonly count: number;
  readonly port: number;
  readonly onReport: (worker: WorkerProcess, report: Report) => void;
}

/** Starts a worker. If this process is gone, it ends by itself. */
export function forkWorker({ number, count, port, onReport }: WorkerOptions): WorkerProcess {
  const forked = cluster.fork({
    WORKERS: String(count),
    WORKER_NUMBER: String(number),
    PORT: String(port),
  });
  closeLostConnections(forked.process);
  const start = watchStart(forked, number);
  let isReady = false;
  void start.ready.then(() => {
    isReady = true;
  }, IGNORE);
  const worker: WorkerProcess = {
    number,
    ...start,
    tell(order) {
      // A worker that is ending may still be connected: the callback takes the error.
      if (forked.isConnected()) forked.process.send?.(order, undefined, undefined, IGNORE);
    },
    async stop(manner) {
      // A worker that does not serve yet has nothing to finish.
      if (!isReady) worker.kill();
      worker.tell({ type: manner === "drained" ? "drain" : "stop" });
      await start.ended;
    },
    kill: () => void forked.process.kill("SIGKILL"),
  };
  forked.on("message", (report: Report) => onReport(worker, report));
  return worker;
}

function watchStart(forked: Worker, number: number): Pick<Child, "ready" | "ended"> {
  let reason: string | null = null;
  const ended = new Promise<string>((resolve) => {
    // After the start, an error only means that the worker could not be told something: it is ending.
    forked.on("error", (error) => {
      if (forked.process.pid === undefined) resolve(error.message);
    });
    forked.process.once("exit", (code, signal) =>
      resolve(reason ?? (signal === null ? `exit code ${code}` : `signal ${signal}`)),
    );
  });
  const ready = new Promise<string>((resolve, reject) => {
    forked.on("message", (report: Report) => {
      if (report.type === "ready") resolve(report.url);
      if (report.type !== "failed") return;
      reason = report.reason;
      reject(new StartupError(reason));
    });
    void ended.then((how) => reject(new StartupError(`worker ${number} did not start (${how})`)));
  });
  return { ready, ended };
}
