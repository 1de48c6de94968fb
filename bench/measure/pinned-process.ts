import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";

/** What is measured has this core to itself; load and subgraphs share the other. */
export const ROUTER_CORE = 0;
export const LOAD_CORE = 1;
/** For the processes of a whole system: it shares all cores with the load, as on a user's machine. */
export const ANY_CORE = null;

const canPin = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** Whether processes stay on their core here; without it the figures say less. */
export function isPinned(): boolean {
  return canPin;
}

/** Starts a Node process on `core`. It can talk over `process.send`. */
export function startPinned(
  core: number | null,
  nodeArguments: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return startOn(core, [process.execPath, ...nodeArguments], environment, "ipc");
}

/** Starts any program, on any core. */
export function startProgram(
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return startOn(ANY_CORE, command, environment, "ignore");
}

function startOn(
  core: number | null,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  channel: "ipc" | "ignore",
): ChildProcess {
  const [file = "", ...args] = canPin && core !== null ? ["taskset", "-c", String(core), ...command] : command;
  return spawn(file, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "ignore", "inherit", channel],
  });
}

/** Ends a process, and waits until it has. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
