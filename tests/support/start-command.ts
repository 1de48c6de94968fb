import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createDataFolder } from "./data-folder.ts";
import { nameVariable, OWN_SUBGRAPHS } from "./own-subgraphs.ts";
import type { Variables } from "./process.ts";
import { stopAfterTests } from "./started-processes.ts";
import { waitFor } from "./wait-for.ts";

/** Every process on a free port, so that nothing on this machine is in the way. */
const FREE_PORTS: Variables = Object.fromEntries([
  ["PORT", "0"],
  ...OWN_SUBGRAPHS.map((name) => [nameVariable(name, "PORT"), "0"]),
]);

/** `npm start`, or another command of package.json, in a terminal's process group of its own. */
export interface StartCommand {
  readonly process: ChildProcess;
  output(): string;
  /** Waits for the banner. @returns the router's URL */
  waitForBanner(): Promise<string>;
  /** Ctrl-C: a terminal sends SIGINT to every process of the group. */
  pressControlC(): void;
  /** @returns the exit code, once it has ended */
  waitForEnd(): Promise<number | null>;
  /** The process ids of what it has started. */
  findDescendants(): number[];
}

/**
 * Runs `npm run <command>` without its build step, which would rewrite what other tests run.
 * @param folder the project's, or one that is like it
 */
export function runStartCommand(variables: Variables = {}, command = "start", folder = "."): StartCommand {
  const child = spawn("npm", ["run", "--silent", "--ignore-scripts", command], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: process.env.HOME ?? "",
      DATA_DIR: createDataFolder(),
      ...FREE_PORTS,
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const ended = once(child, "close");
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
  const output = () => Buffer.concat(chunks).toString("utf8");
  stopAfterTests(async () => {
    signalGroup(child, "SIGKILL");
    await ended;
  });
  return {
    process: child,
    output,
    pressControlC: () => signalGroup(child, "SIGINT"),
    async waitForEnd() {
      const [exitCode] = (await ended) as [number | null];
      return exitCode;
    },
    findDescendants: () => findDescendants(child.pid ?? 0),
    waitForBanner() {
      const url = () => {
        if (child.exitCode !== null) throw new Error(`the command ended:\n${output()}`);
        return /The supergraph is up: (\S+)\/graphql[\s\S]*Ctrl-C/.exec(output())?.[1];
      };
      return waitFor("the banner", url, 60_000);
    },
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** The process ids of what the process `pid`, and what it has started, have started. */
export function findDescendants(pid: number): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  const rows = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = rows.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return children.flatMap((child) => [child, ...findDescendants(child)]);
}

/** Whether a process with this id runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
