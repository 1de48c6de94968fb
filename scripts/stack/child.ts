import { type ChildProcess, spawn } from "node:child_process";
import type { Environment } from "../../packages/server/process/environment.ts";
import type { ReadyMessage } from "../../packages/server/process/run-process.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import type { Child } from "../../packages/server/process/supervision/child.ts";
import { copyWithPrefix } from "./log-prefix.ts";

/** The time after the drain to answer requests in flight, a little more than a process gives itself; then it is killed. */
const STOP_TIMEOUT_MS = 12_000;

/** How to start a process. */
export interface ChildOptions {
  readonly name: string;
  readonly prefix: string;
  /** Arguments to Node, the entry file among them. */
  readonly nodeArguments: readonly string[];
  readonly environment: Environment;
  /** How long its drain is. */
  readonly drainMs: number;
}

/** A process of the stack. */
export interface StackChild extends Child {
  /** Absent when it could not even be started. */
  readonly processId: number | undefined;
}

/** Starts a process of the stack. */
export function startChild({ name, prefix, nodeArguments, environment, drainMs }: ChildOptions): StackChild {
  // Over the channel the child tells that it is ready; a closed channel tells the child that we are gone. In a process
  // group of its own it gets no Ctrl-C, which would stop the subgraphs while the router still needs them.
  const child = spawn(process.execPath, nodeArguments, {
    env: environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  if (child.stdout !== null) copyWithPrefix(child.stdout, process.stdout, prefix);
  if (child.stderr !== null) copyWithPrefix(child.stderr, process.stderr, prefix);
  const ended = waitForEnd(child);
  return {
    processId: child.pid,
    ready: waitUntilReady(name, child, ended),
    ended,
    async stop(manner) {
      if (manner === "undrained" && child.connected) child.disconnect();
      child.kill("SIGTERM");
      // A process held by SIGSTOP gets the signal then.
      child.kill("SIGCONT");
      const timer = setTimeout(() => child.kill("SIGKILL"), drainMs + STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function waitForEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

function waitUntilReady(name: string, child: ChildProcess, ended: Promise<string>): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    child.on("message", (message: ReadyMessage) => resolve(message.url));
    void ended.then((how) => reject(new StartupError(`${name} did not start (${how}); its own line above says why`)));
  });
}
