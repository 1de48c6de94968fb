import { Worker } from "node:worker_threads";
import type { SqlQuery, SqlResultSet } from "@prisma/driver-adapter-utils";
import { createFairQueue } from "../../../packages/server/overload/fair-queue.ts";
import { requireTime } from "../request-deadline.ts";
import { explainSqliteError } from "./driver/driver-error.ts";
import { buildResult, type Column, describeColumns } from "./driver/prepared-statement.ts";
import { bindValues } from "./driver/values.ts";

/** Room for all requests that a process has in flight. */
const WAITING = 1_024;

/** What the thread answers. */
type Answer = { readonly rows: unknown[][]; readonly columns: readonly Column[] } | { readonly error: unknown };

/** A read that may take long: the comment is for the driver. */
const SCAN = /^\s*\/\* scan \*\//;

/** Whether the author of the statement `sql` has marked it with the comment that makes it run in the thread. */
export function isScan(sql: string): boolean {
  return SCAN.test(sql);
}

/** A thread for reads that may take long, over a connection of its own. */
export type ScanThread = ReturnType<typeof createScanThread>;

/**
 * Executes statements that read much of the database at `path` in a thread, one at a time, so that they do not hold the
 * event loop. The thread starts with the first of them. When it crashes, its statement fails, and the next one starts it
 * anew.
 */
export function createScanThread(path: string, timeoutMs: number) {
  const queue = createFairQueue({ atOnce: 1, waiting: WAITING, waitingPerKey: WAITING, workName: "searches" });
  let worker: Worker | null = null;
  let isClosed = false;
  let asked: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | null = null;

  function start(): Worker {
    // The bundle's chunks are as deep as this folder.
    const file = new URL("../database/scan-worker.mjs", import.meta.url);
    const started = new Worker(file, { workerData: { path, timeoutMs }, execArgv: [] });
    function end(error: Error): void {
      if (worker !== started) return;
      worker = null;
      asked?.reject(error);
    }
    started.on("message", (answer: Answer) => asked?.resolve(answer));
    started.on("error", (cause) => end(new Error("the thread for scans has crashed", { cause })));
    started.on("exit", () => end(new Error("the thread for scans has ended")));
    return started;
  }

  async function ask(message: object): Promise<Answer> {
    if (isClosed) throw new Error("the database is closed");
    worker ??= start();
    const current = worker;
    // An idle thread keeps no process.
    current.ref();
    try {
      return await new Promise((resolve, reject) => {
        asked = { resolve, reject };
        current.postMessage(message);
      });
    } finally {
      current.unref();
    }
  }

  return {
    /** Executes a read when its turn comes. @throws SUBGRAPH_TIMEOUT, REQUEST_CANCELLED, SERVICE_UNAVAILABLE */
    query(query: SqlQuery): Promise<SqlResultSet> {
      return queue.run("", async () => {
        requireTime();
        const answer = await ask({ sql: query.sql, values: bindValues(query) });
        if ("error" in answer) throw explainSqliteError(answer.error);
        return buildResult(describeColumns(answer.columns), answer.rows);
      });
    },
    async close(): Promise<void> {
      isClosed = true;
      await worker?.terminate();
    },
  };
}
