import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import type { ReadyMessage } from "../../packages/server/process/run-process.ts";
import { ROUTER_SECRET } from "./router-signature.ts";
import { stopAfterTests } from "./started-processes.ts";
import { prepareDatabases } from "./test-database.ts";

/** Environment variables for a process under test. */
export type Variables = Readonly<Record<string, string>>;

/** A real process of the product, as `npm run start:<name>` runs it. */
export interface TestProcess {
  readonly name: string;
  readonly url: string;
  readonly process: ChildProcess;
  /** All it has written so far, both streams. */
  output(): string;
  /** Its log lines so far. */
  logLines(): Record<string, unknown>[];
  /** Sends `signal` and waits for the end. @returns the exit code, null when a signal ended it */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Starts it again after its end, on the port it had; `changes` are to its variables. */
  restart(changes?: Variables): Promise<TestProcess>;
}

/** How a process ended before it served. */
export interface FailedStart {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Only what a process needs of our own environment, so that a test runs the same everywhere. */
const BASE_VARIABLES: Variables = {
  PATH: process.env.PATH ?? "",
  NODE_ENV: "development",
  PORT: "0",
  // A test sends more than its share, over a machine that is busy with other tests.
  RATE_LIMIT: "0",
  REGISTRATIONS_PER_ADDRESS: "0",
  TARGET_LATENCY_MS: "0",
  ROUTER_SECRET,
};

/** Starts the compiled process `entry` (`router/main`, `subgraphs/accounts/main`) on a free port and waits until it serves. */
export async function startProcess(entry: string, given: Variables): Promise<TestProcess> {
  const variables = { ...(await prepareDatabases(given)), ...given };
  return watchStart(entry, variables, spawnEntry(entry, variables));
}

/** Starts a process for which the disk is full as soon as a file has `maximumBytes`; there is room when it is restarted. */
export function startOnSmallDisk(entry: string, variables: Variables, maximumBytes: number): Promise<TestProcess> {
  // The shell counts in blocks of 512 bytes.
  const limited = ["-c", `ulimit -f ${Math.floor(maximumBytes / 512)}; exec "$0" "$@"`, process.execPath];
  return watchStart(entry, variables, spawnCommand("sh", [...limited, ...buildArguments(entry)], variables));
}

/** Starts a process on a machine of its own, as far as the network tells: the namespace of that name. */
export function startInNamespace(namespace: string, entry: string, variables: Variables): Promise<TestProcess> {
  const inside = ["netns", "exec", namespace, process.execPath];
  return watchStart(entry, variables, spawnCommand("ip", [...inside, ...buildArguments(entry)], variables));
}

/** Starts a process whose standard output takes nothing, as on a disk that is full. */
export function startWithoutLog(entry: string, variables: Variables): Promise<TestProcess> {
  const unwritable = openSync("/dev/null", "r");
  const child = spawnCommand(process.execPath, buildArguments(entry), variables, unwritable);
  closeSync(unwritable);
  return watchStart(entry, variables, child);
}

/** Starts a command that was installed in `folder`, with `args`, and waits until it serves. */
export function startInstalled(folder: string, args: readonly string[], variables: Variables): Promise<TestProcess> {
  return watchStart("installed", variables, spawnCommand(process.execPath, args, variables, "pipe", folder));
}

async function watchStart(entry: string, variables: Variables, child: ChildProcess): Promise<TestProcess> {
  const output = collectOutput(child);
  const [message] = (await Promise.race([once(child, "message"), once(child, "exit").then(() => [null])])) as [
    ReadyMessage | null,
  ];
  if (message === null) throw new Error(`${entry} did not start:\n${output()}`);
  const stop = (signal: NodeJS.Signals = "SIGTERM") => stopProcess(child, signal);
  stopAfterTests(() => stop("SIGKILL"));
  return {
    name: entry.split("/").at(-2) ?? entry,
    url: message.url,
    process: child,
    output,
    logLines: () => parseLogLines(output()),
    stop,
    restart: (changes = {}) => startProcess(entry, { ...variables, ...changes, PORT: new URL(message.url).port }),
  };
}

/** Starts a process that must refuse to start, and waits for its end. */
export async function startRefusingProcess(entry: string, variables: Variables): Promise<FailedStart> {
  const child = spawnEntry(entry, variables);
  stopAfterTests(() => stopProcess(child, "SIGKILL"));
  const output = collectOutput(child);
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, output: output() };
}

function spawnEntry(entry: string, variables: Variables): ChildProcess {
  return spawnCommand(process.execPath, buildArguments(entry), variables);
}

function buildArguments(entry: string): string[] {
  return ["--enable-source-maps", `dist/${entry}.js`];
}

function spawnCommand(
  command: string,
  args: readonly string[],
  variables: Variables,
  stdout: "pipe" | number = "pipe",
  folder?: string,
): ChildProcess {
  return spawn(command, args, {
    cwd: folder,
    env: { ...BASE_VARIABLES, ...variables },
    stdio: ["ignore", stdout, "pipe", "ipc"],
  });
}

function collectOutput(child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}

function parseLogLines(output: string): Record<string, unknown>[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function stopProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, "exit");
  child.kill(signal);
  const [exitCode] = (await ended) as [number | null];
  return exitCode;
}
