import cluster from "node:cluster";
import type { Environment } from "../../packages/server/process/environment.ts";
import {
  describeStartFailure,
  endAtOnce,
  endProcess,
  type RunningProcess,
} from "../../packages/server/process/run-process.ts";
import type { RouterConfig } from "../config.ts";
import { startRouter } from "../start-router.ts";
import type { Order } from "./messages.ts";
import { createPrimaryLink, tellPrimary } from "./primary-link.ts";

/** What a worker without a primary has to answer what is in flight. */
const CLOSE_TIMEOUT_MS = 8_000;

/**
 * Runs a worker: a router that stops when the primary tells it to, whatever signals it gets itself, and that tells the
 * primary alone when it cannot start. When the primary is gone it answers what is in flight, and ends.
 */
export async function runWorker(readConfig: (environment: Environment) => RouterConfig): Promise<void> {
  try {
    const config = readConfig(process.env);
    const running = await startRouter(config, createPrimaryLink(config.workers));
    obeyPrimary(running);
    tellPrimary({ type: "ready", url: running.url });
  } catch (error) {
    tellPrimary({ type: "failed", reason: describeStartFailure(error) }, () => void endProcess(1));
  }
}

function obeyPrimary(running: RunningProcess): void {
  let isEnding = false;
  const stop = async (end: () => void) => {
    if (isEnding) return;
    isEnding = true;
    await running.stop();
    end();
  };
  process.on("message", ({ type }: Order) => {
    if (type === "drain") void running.drain();
    if (type === "stop") void stop(() => void endProcess(0));
  });
  // A terminal's Ctrl-C, and whoever stops a group of processes, tell the primary too.
  process.on("SIGTERM", ignore);
  process.on("SIGINT", ignore);
  outlivePrimary(() => {
    // It has been told to stop, and its time is up.
    if (isEnding) endAtOnce();
    setTimeout(endAtOnce, CLOSE_TIMEOUT_MS);
    void running.drain();
    void stop(endAtOnce);
  });
}

/** Node would end a worker at the moment its primary is gone, unless it seems to have wanted to go. */
function outlivePrimary(onGone: () => void): void {
  if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
  process.on("disconnect", onGone);
}

function ignore(): void {}
