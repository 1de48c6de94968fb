import { type ChildProcess, spawn } from "node:child_process";
import type { Environment } from "../../service/environment.ts";
import type { ReadyMessage } from "../../service/run-process.ts";
import { StartupError } from "../../service/startup-error.ts";
import { buildPrefix, copyWithPrefix } from "./log-prefix.ts";

/** A process gets this long to answer what is in flight; then it is killed. */
const STOP_TIMEOUT_MS = 12_000;

/** A running process of the stack. */
export interface Child {
  readonly name: string;
  /** Resolves with its URL once it serves. @throws StartupError when it ends before */
  readonly ready: Promise<string>;
  stop(): Promise<void>;
}

/** How to start a process. */
export interface ChildOptions {
  readonly name: string;
  /** Names of all processes, for a common width of the log prefix. */
  readonly names: readonly string[];
  /** Arguments to Node, the entry file among them. */
  readonly nodeArguments: readonly string[];
  readonly environment: Environment;
}

/** Starts a process of the stack, with its log lines prefixed by its name. */
export function startChild({ name, names, nodeArguments, environment }: ChildOptions): Child {
  // The channel tells us that it is ready, and tells it, by closing, that we are gone.
  const child = spawn(process.execPath, nodeArguments, {
    env: environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const prefix = buildPrefix(name, names);
  if (child.stdout !== null) copyWithPrefix(child.stdout, process.stdout, prefix);
  if (child.stderr !== null) copyWithPrefix(child.stderr, process.stderr, prefix);
  const ended = waitForEnd(child);
  let isStopping = false;
  const ready = waitUntilReady(name, child, ended);
  void ready
    .then(() => ended)
    .then((how) => {
      if (!isStopping) process.stderr.write(`${prefix}has ended (${how}); the other processes go on\n`);
    }, ignore);
  return {
    name,
    ready,
    stop() {
      isStopping = true;
      return stopChild(child, ended);
    },
  };
}

function waitForEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

function waitUntilReady(name: string, child: ChildProcess, ended: Promise<string>): Promise<string> {
  const ready = new Promise<string>((resolve, reject) => {
    child.on("message", (message: ReadyMessage) => resolve(message.url));
    void ended.then((how) =>
      reject(new StartupError(`${name} did not start (${how}); its own line above says why`)),
    );
  });
  return ready;
}

async function stopChild(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
  await ended;
  clearTimeout(timer);
}

// A start that failed is told to whoever waits for `ready`.
function ignore(): void {}
