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
/** What a request has at the least that came when the drain was all but over: longer than its timeouts. */
const CLOSE_TIMEOUT_MS = 8_000;

/** What a process started by `npm start` tells its parent once it serves. */
export interface ReadyMessage {
  readonly type: "ready";
  readonly url: string;
}

/**
 * Runs a process: starts it, exits with 1 and one readable line when it cannot start. On SIGTERM or SIGINT it drains,
 * then stops and exits with 0; a second signal ends it at once. When the parent that supervises it is gone, or closes
 * the channel to it, nobody will come any more: it stops without a drain.
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
    process.exit(1);
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
  let end: () => void = () => process.exit(0);
  const stop = async (drained: Promise<void>) => {
    const toldAt = performance.now();
    await drained;
    if (isEnding) return;
    isEnding = true;
    const elapsedMs = performance.now() - toldAt;
    setTimeout(
      () => {
        process.stderr.write(`${name}: requests that were still unfinished have been cut off\n`);
        end();
      },
      Math.max(CLOSE_TIMEOUT_MS, STOP_TIMEOUT_MS - elapsedMs),
    );
    await running.stop();
    end();
  };
  listenForStop({ onStop: () => void stop(running.drain()), onEnd: () => process.exit(1) });
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
