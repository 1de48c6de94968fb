import cluster, { type Worker } from "node:cluster";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import type { Child } from "../../packages/server/process/supervision/child.ts";
import { closeLostConnections } from "./lost-connections.ts";
import type { Order, Report } from "./messages.ts";

/** A worker, as the primary sees it. */
export interface WorkerProcess extends Child {
  readonly number: number;
  /** Tells it something; one that has ended hears nothing. */
  tell(order: Order): void;
}

/** Which worker to start, and where it serves. */
export interface WorkerOptions {
  readonly number: number;
  readonly count: number;
  readonly port: number;
  /** Called with what it tells, beyond whether it has started. */
  readonly onReport: (worker: WorkerProcess, report: Report) => void;
}

/** Starts a worker, which ends by itself when this process is gone. */
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
  }, ignore);
  const worker: WorkerProcess = {
    number,
    ...start,
    tell(order) {
      // One that is just ending may be connected still: the callback takes the error.
      if (forked.isConnected()) forked.process.send?.(order, undefined, undefined, ignore);
    },
    async stop(manner) {
      // Nobody waits for one that does not serve yet.
      if (!isReady) worker.kill();
      worker.tell({ type: manner === "drained" ? "drain" : "stop" });
      await start.ended;
    },
    kill: () => void forked.process.kill("SIGKILL"),
  };
  forked.on("message", (report: Report) => onReport(worker, report));
  return worker;
}

/** Follows a worker from its start to its end. */
function watchStart(forked: Worker, number: number): Pick<Child, "ready" | "ended"> {
  let reason: string | null = null;
  const ended = new Promise<string>((resolve) => {
    // Of one that was started, the error is that it could not be told something: then it is just ending.
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

function ignore(): void {}
