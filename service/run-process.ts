import type { Environment } from "./environment.ts";
import { StartupError } from "./startup-error.ts";

/** A started process: its address, and what ends it in good order. */
export interface RunningProcess {
  readonly url: string;
  /** Answers what is in flight, then releases everything. */
  stop(): Promise<void>;
}

/** How long a stop may take before the process ends all the same. */
const STOP_TIMEOUT_MS = 10_000;

/** What a process started by `npm start` tells its parent once it serves. */
export interface ReadyMessage {
  readonly type: "ready";
  readonly url: string;
}

/**
 * Runs a process: starts it, stops it on SIGTERM or SIGINT (or when the parent that supervises it is gone), exits
 * with 0 after a good stop and with 1, after one readable line, when it cannot start.
 */
export async function runProcess(
  name: string,
  start: (environment: Environment) => Promise<RunningProcess>,
): Promise<void> {
  try {
    const running = await start(process.env);
    stopOnSignal(running);
    process.send?.({ type: "ready", url: running.url } satisfies ReadyMessage);
  } catch (error) {
    process.stderr.write(`${name} cannot start: ${describeStartFailure(error)}\n`);
    process.exit(1);
  }
}

function stopOnSignal(running: RunningProcess): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    await running.stop();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  // A supervisor that was killed cannot tell its children: the closed channel does.
  process.on("disconnect", stop);
}

function describeStartFailure(error: unknown): string {
  if (error instanceof StartupError) return error.message;
  const { code, port, syscall } = error as { code?: string; port?: number; syscall?: string };
  if (code === "EADDRINUSE") return `port ${port} is in use: stop what listens there, or choose another port`;
  if (code === "EACCES" && syscall === "listen")
    return `port ${port} may not be opened: choose one above 1023`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
