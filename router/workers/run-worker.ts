import cluster from "node:cluster";
import {
  describeStartFailure,
  endAtOnce,
  endProcess,
  type RunningProcess,
} from "../../packages/server/process/run-process.ts";
import type { Order } from "./messages.ts";
import { createPrimaryLink, type PrimaryLink, tellPrimary } from "./primary-link.ts";
import type { WorkersSettings } from "./variables.ts";

/** How long a worker goes on answering what is in flight when its primary is gone. */
const ORPHAN_TIMEOUT_MS = 8_000;

/**
 * Runs a worker. It stops when the primary tells it to, not by signals, and reports a failed start to the primary alone.
 * If the primary is gone, it answers what is in flight, and ends.
 * @param start starts the router, with a link to the primary that it makes
 */
export async function runWorker(
  start: (linkPrimary: (settings: WorkersSettings) => PrimaryLink) => Promise<RunningProcess>,
): Promise<void> {
  try {
    const running = await start(createPrimaryLink);
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
  // A terminal's Ctrl-C, or a stop of the whole group of processes, reaches the primary too.
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => undefined);
  outlivePrimary(() => {
    // The primary had told it to stop, and has waited long enough.
    if (isEnding) endAtOnce();
    setTimeout(endAtOnce, ORPHAN_TIMEOUT_MS);
    void running.drain();
    void stop(endAtOnce);
  });
}

/** Node ends a worker at once when its primary is gone, unless `exitedAfterDisconnect` says that it meant to go. */
function outlivePrimary(onGone: () => void): void {
  if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
  process.on("disconnect", onGone);
}
