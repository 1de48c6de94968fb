import { randomBytes } from "node:crypto";
import type { Environment } from "../../packages/server/process/environment.ts";
import { MAXIMUM_DEATHS } from "../../packages/server/process/supervision/restart-policy.ts";
import {
  type SupervisedProcess,
  type SupervisionReport,
  superviseProcess,
} from "../../packages/server/process/supervision/supervise-process.ts";
import { requireWritableFolder } from "../../subgraphs/shared/database/open-database.ts";
import { type StackChild, startChild } from "./child.ts";
import { claimPort } from "./claim-port.ts";
import { readDemo } from "./demo.ts";
import { buildPrefix } from "./log-prefix.ts";
import type { ListenSettings, StackSettings } from "./settings.ts";

/** The subgraph that issues access tokens and publishes their keys, where the stack starts it. */
const ISSUER = "accounts";

/** A stack of processes. */
export type RunningStack = Awaited<ReturnType<typeof prepareStack>>;

/** A process of a stack. */
export interface StackProcess extends Pick<ListenSettings, "name" | "entry"> {
  /** Of the one that runs, or ran last. */
  readonly processId: number | undefined;
}

/** Node's arguments to run a process: its compiled file, or its source. */
export type NodeArguments = (entry: string) => readonly string[];

/**
 * Makes a stack, whose processes are still to be started.
 * @throws StartupError when its data folder cannot be written or a port is taken
 */
export async function prepareStack(settings: StackSettings, environment: Environment, nodeArguments: NodeArguments) {
  await requireWritableFolder(settings.dataDirectory);
  const processes = await claimPorts([...settings.subgraphs, settings.router], settings.host);
  const shared = { ...environment, ...buildSharedEnvironment(settings, processes, environment) };
  const names = processes.map(({ name }) => name);
  const started = new Map<string, StackChild>();
  const supervised = processes.map(({ name, entry, port }) => {
    const prefix = buildPrefix(name, names);
    const report = buildReport(name, prefix);
    const options = {
      name,
      prefix,
      nodeArguments: nodeArguments(entry),
      environment: { ...shared, PORT: String(port) },
      drainMs: settings.drainMs,
    };
    const start = () => {
      const child = startChild(options);
      if (started.has(name)) report.tell(`starts as process ${child.processId}`);
      started.set(name, child);
      return child;
    };
    return superviseProcess(name, start, report);
  });
  return {
    settings,
    get processes(): readonly StackProcess[] {
      return processes.map(({ name, entry }) => ({ name, entry, processId: started.get(name)?.processId }));
    },
    /**
     * Starts its processes side by side. From then on, a process that dies is started again, on its port.
     * @returns the router's URL, once all of them serve
     * @throws StartupError when one cannot start; the others are stopped by then
     */
    start: () => startAll(supervised),
    /** Restarts the process `name`. @throws StartupError when it does not come up again */
    async restart(name: string): Promise<void> {
      const restarted = supervised.filter((process) => process.name === name);
      await Promise.all(restarted.map((process) => process.stop("undrained")));
      await Promise.all(restarted.map((process) => process.start()));
    },
    /** Starts every process that was left down. */
    revive: () => supervised.forEach((process) => void process.revive()),
    /** Stops every process, the router first: it never asks a stopped subgraph. */
    stop: () => stopAll(supervised),
    kill: () => supervised.forEach((process) => void process.kill()),
  };
}

async function startAll(processes: readonly SupervisedProcess[]): Promise<string> {
  try {
    const urls = await Promise.all(processes.map((process) => process.start()));
    return urls.at(-1) ?? "";
  } catch (error) {
    await stopAll(processes);
    throw error;
  }
}

function buildReport(name: string, prefix: string): SupervisionReport {
  return {
    tell: (line) => process.stderr.write(`${prefix}${line}\n`),
    warnOfLeftDown: () => process.stderr.write(buildLeftDownWarning(name, process.pid)),
  };
}

/** A warning that stands out among the logs. */
function buildLeftDownWarning(name: string, supervisorId: number): string {
  const lines = [
    `${name} has died ${MAXIMUM_DEATHS} times within a minute and is LEFT DOWN.`,
    "The other processes go on. Its own last lines above say why it dies.",
    `When that is mended, start it again: kill -USR2 ${supervisorId}`,
  ];
  const width = Math.max(...lines.map((line) => line.length));
  const bar = "!".repeat(width + 8);
  return ["", bar, ...lines.map((line) => `!!! ${line.padEnd(width)} !!!`), bar, "", ""].join("\n");
}

async function claimPorts(processes: readonly ListenSettings[], host: string): Promise<ListenSettings[]> {
  const claimed: ListenSettings[] = [];
  for (const settings of processes) claimed.push({ ...settings, port: await claimPort(settings, host) });
  return claimed;
}

/** The environment of every process: the mode, and the others' URLs. Given variables win. */
function buildSharedEnvironment(
  { host, dataDirectory, isProduction, seedDemo, remotes }: StackSettings,
  processes: readonly ListenSettings[],
  environment: Environment,
): Environment {
  const urls = processes.map(({ name, port, portVariable }) => ({
    name,
    url: `http://${formatHost(host)}:${port}`,
    variable: portVariable.replace(/PORT$/, "URL"),
  }));
  const issuer = urls.find(({ name }) => name === ISSUER);
  const demoUsers = (seedDemo ? readDemo() : null)?.users.map((user) => `${user.username}:${user.password}`);
  const found = Object.fromEntries(urls.map(({ variable, url }) => [variable, `${url}/graphql`]));
  return {
    ...Object.fromEntries(remotes.map(({ variable, url }) => [variable, url])),
    ...found,
    ...(issuer === undefined ? {} : { JWKS_URL: `${issuer.url}/.well-known/jwks.json` }),
    // In production the operator must give it.
    ...(isProduction ? {} : { ROUTER_SECRET: randomBytes(32).toString("base64url") }),
    ...(demoUsers === undefined ? {} : { EXPLORER_DEMO_USERS: demoUsers.join() }),
    ...dropEmpty(environment),
    NODE_ENV: isProduction ? "production" : environment.NODE_ENV || "development",
    DATA_DIR: dataDirectory,
    ...describeTerminal(environment),
  };
}

/** Their output goes through ours: they cannot see whether it is a terminal. */
function describeTerminal({ LOG_FORMAT }: Environment): Environment {
  const isTerminal = process.stdout.isTTY;
  return {
    LOG_FORMAT: LOG_FORMAT || (isTerminal ? "pretty" : "json"),
    ...(isTerminal && process.stdout.hasColors() ? { FORCE_COLOR: "1" } : {}),
  };
}

function dropEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}

/** An address for all interfaces can be bound, not called. */
function formatHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** The router drains for its clients; the subgraphs' only client is gone by then. */
async function stopAll(processes: readonly SupervisedProcess[]): Promise<void> {
  const routers = processes.filter(({ name }) => name === "router");
  const subgraphs = processes.filter(({ name }) => name !== "router");
  await Promise.all(routers.map((router) => router.stop("drained")));
  await Promise.all(subgraphs.map((subgraph) => subgraph.stop("undrained")));
}
