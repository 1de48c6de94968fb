import { setTimeout as delay } from "node:timers/promises";
import type { Environment } from "./environment.ts";
import { StartupError } from "./startup-error.ts";
import { listenForStop } from "./stop-signals.ts";

/** A started process: its address, and what ends it in good order. */
export interface RunningProcess {
  readonly url: string;
  /** Is not ready from now on, and serves until clients have had the time to notice. */
  drain(): Promise<void>;
  /** Answers what is in flight, then releases everything. */
  stop(): Promise<void>;
  /** Ends at once what it has started beside itself. */
  endOthers?(): void;
}

/** From the signal to the end, whatever is still unfinished then. */
const STOP_TIMEOUT_MS = 10_000;
/** How long the threads that read files and ask name servers may still take when everything else is over. */
const THREADS_GRACE_MS = 500;
const THREADS_CHECK_MS = 10;
/** What occupies them, as Node names it: it does not end while one of them works, however long that takes. */
const WORK_OF_THREADS = ["FSReqCallback", "FSReqPromise", "GetAddrInfoReqWrap", "GetNameInfoReqWrap"];
/** What a request has at the least that came when the drain was all but over: longer than its timeouts. */
const CLOSE_TIMEOUT_MS = 8_000;

/** What a process started by `npm start` tells its parent once it serves. */
export interface ReadyMessage {
  readonly type: "ready";
  readonly url: string;
}

/**
 * Runs a process: starts it, exits with 1 and one readable line when it cannot start. On SIGTERM or SIGINT it drains,
 * then stops and exits with 0; a second signal ends it at once, with 1. When the parent that supervises it is gone, or
 * closes the channel to it, it stops without a drain. Where Node itself could not end, it is killed.
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
  // It has gone while this process started.
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
  listenForStop({ onStop: () => void stop(running.drain()), onEnd: () => void endProcess(1) });
  process.on("disconnect", () => {
    // An exit of Node 20 has been seen to hang, and nobody is left to end this process then.
    end = () => {
      running.endOthers?.();
      endAtOnce();
    };
    void running.drain();
    void stop(Promise.resolve());
  });
}

/** Ends this process with `exitCode`; by SIGKILL, where a thread that waits for something would hold it. */
export async function endProcess(exitCode: number, graceMs = THREADS_GRACE_MS): Promise<void> {
  const until = performance.now() + graceMs;
  while (isThreadBusy() && performance.now() < until) await delay(THREADS_CHECK_MS);
  if (!isThreadBusy()) process.exit(exitCode);
  // What is to be done before the end, such as writing the last lines of the log.
  process.emit("exit", exitCode);
  endAtOnce();
}

function isThreadBusy(): boolean {
  return process.getActiveResourcesInfo().some((resource) => WORK_OF_THREADS.includes(resource));
}

/** For when everything has been released: runs no more code. */
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
