import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";

/** What is measured has this core to itself; load and subgraphs share the other. */
export const ROUTER_CORE = 0;
export const LOAD_CORE = 1;

const canPin = availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;

/** Whether processes stay on their core here; without it the figures say less. */
export function isPinned(): boolean {
  return canPin;
}

/** Starts a Node process on `core`. It can talk over `process.send` unless `isQuiet`. */
export function startPinned(
  core: number,
  nodeArguments: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  const command = [process.execPath, ...nodeArguments];
  const [file = "", ...args] = canPin ? ["taskset", "-c", String(core), ...command] : command;
  return spawn(file, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

/** Ends a process, and waits until it has. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
