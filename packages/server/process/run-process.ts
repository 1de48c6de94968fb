import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "./environment.ts";
import { StartupError } from "./startup-error.ts";
import { listenForStop } from "./stop-signals.ts";

/** A started process. */
export interface RunningProcess {
  readonly url: string;
  /** From now on it is not ready. @returns once clients have had the time to notice */
  drain(): Promise<void>;
  /** Answers what is in flight, then releases everything. */
  stop(): Promise<void>;
  /** Ends at once the processes that it has started. */
  endOthers?(): void;
}

/** From the signal to the end. Unfinished requests are cut off then. */
const STOP_TIMEOUT_MS = 10_000;
/** At the end, threads that read files or ask name servers may take this much longer. */
const THREADS_GRACE_MS = 500;
const THREADS_CHECK_MS = 10;
/** Node's names for the work of these threads. Node does not exit while one of them works. */
const WORK_OF_THREADS = ["FSReqCallback", "FSReqPromise", "GetAddrInfoReqWrap", "GetNameInfoReqWrap"];
/** The least time for a request that came at the end of the drain: longer than its timeouts. */
const CLOSE_TIMEOUT_MS = 8_000;

/** A process started by `npm start` sends it to its parent once it serves. */
export interface ReadyMessage {
  readonly type: "ready";
  readonly url: string;
}

/**
 * Runs a process. When it cannot start, it exits with 1 and one readable line. On SIGTERM or SIGINT it drains, stops and
 * exits with 0; a second signal ends it at once, with 1. When its supervising parent is gone, or closes the channel, it
 * stops without a drain. Where Node cannot exit, the process kills itself.
 */
export async function runProcess(
  name: string,
  start: (environment: Environment) => Promise<RunningProcess>,
): Promise<void> {
  try {
    const running = await start(process.env);
    endInGoodOrder(name, running);
    tellParent({ type: "ready", url: running.url });
  } catch (error) {
    process.stderr.write(`${name} cannot start: ${describeStartFailure(error)}\n`);
    await endProcess(1);
  }
}

function tellParent(message: ReadyMessage): void {
  if (process.send === undefined) return;
  if (process.connected) process.send(message);
  // The parent has gone while this process started.
  else process.exit(0);
}

function endInGoodOrder(name: string, running: RunningProcess): void {
  let isEnding = false;
  let end: (exitCode: number, graceMs?: number) => void = (...how) => void endProcess(...how);
  const stop = async (drained: Promise<void>) => {
    const toldAt = performance.now();
    await drained;
    if (isEnding) return;
    isEnding = true;
    const elapsedMs = performance.now() - toldAt;
    setTimeout(
      () => {
        process.stderr.write(`${name}: requests that were still unfinished have been cut off\n`);
        end(0, 0);
      },
      Math.max(CLOSE_TIMEOUT_MS, STOP_TIMEOUT_MS - elapsedMs),
    );
    try {
      await running.stop();
      end(0);
    } catch (error) {
      process.stderr.write(`${name}: it did not stop in good order: ${describeStartFailure(error)}\n`);
      end(1);
    }
  };
  listenForStop(
    () => void stop(running.drain()),
    () => void endProcess(1),
  );
  process.on("disconnect", () => {
    // An exit of Node 20 has been seen to hang, and no parent is left to end this process.
    end = () => {
      running.endOthers?.();
      endAtOnce();
    };
    void running.drain();
    void stop(Promise.resolve());
  });
}

/** Ends this process with `exitCode`, by SIGKILL where a waiting thread would hold it. */
export async function endProcess(exitCode: number, graceMs = THREADS_GRACE_MS): Promise<void> {
  const until = performance.now() + graceMs;
  while (isThreadBusy() && performance.now() < until) await delay(THREADS_CHECK_MS);
  if (!isThreadBusy()) process.exit(exitCode);
  // Its listeners write the last lines of the log.
  process.emit("exit", exitCode);
  endAtOnce();
}

function isThreadBusy(): boolean {
  return process.getActiveResourcesInfo().some((resource) => WORK_OF_THREADS.includes(resource));
}

/** Runs no more code: for when everything is released. */
export function endAtOnce(): void {
  process.kill(process.pid, "SIGKILL");
}

/** Why a process could not start, for the person at the terminal. */
export function describeStartFailure(error: unknown): string {
  if (error instanceof StartupError) return error.message;
  const { code, port, syscall } = error as { code?: string; port?: number; syscall?: string };
  if (code === "EADDRINUSE") return `port ${port} is in use: stop what listens there, or choose another port`;
  // A worker's port is bound before it listens.
  if (code === "EACCES" && (syscall === "listen" || syscall === "bind"))
    return `port ${port} may not be opened: choose one above 1023`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
