import { randomBytes } from "node:crypto";
import type { Environment } from "../../service/environment.ts";
import { requireWritableFolder } from "../../subgraphs/runtime/database/open-database.ts";
import { type Child, startChild } from "./child.ts";
import { claimPort } from "./claim-port.ts";
import type { ProcessSettings, StackSettings } from "./settings.ts";

/** The demo users whose passwords everybody may know, for the explorer. */
const DEMO_USERS = "reader:reader-demo,editor:editor-demo";

/** A stack whose processes all serve. */
export interface RunningStack {
  readonly routerUrl: string;
  /** The names of its processes. */
  readonly names: readonly string[];
  /** Ends the process `name` and starts it anew. @throws StartupError when it does not come up again */
  restart(name: string): Promise<void>;
  /** Stops every process: the router first, so that it never asks a subgraph that is gone. */
  stop(): Promise<void>;
}

/** The arguments by which Node runs a process: the compiled file of its entry, or its source. */
export type NodeArguments = (entry: string) => readonly string[];

/**
 * Starts the processes of a stack side by side and waits until all of them serve.
 * @throws StartupError when one cannot; the others have been stopped by then
 */
export async function runStack(
  settings: StackSettings,
  environment: Environment,
  nodeArguments: NodeArguments,
): Promise<RunningStack> {
  await requireWritableFolder(settings.dataDirectory);
  const processes = await claimPorts([...settings.subgraphs, settings.router], settings.host);
  const shared = { ...environment, ...buildSharedEnvironment(settings, processes, environment) };
  const names = processes.map(({ name }) => name);
  const children = new Map<string, Child>();
  const start = async ({ name, entry, port }: ProcessSettings): Promise<string> => {
    const child = startChild({
      name,
      names,
      nodeArguments: nodeArguments(entry),
      environment: { ...shared, PORT: String(port) },
    });
    children.set(name, child);
    return child.ready;
  };
  const stop = () => stopAll([...children.values()]);
  try {
    const urls = await Promise.all(processes.map(start));
    return {
      routerUrl: urls.at(-1) ?? "",
      names,
      async restart(name) {
        await children.get(name)?.stop();
        await Promise.all(processes.filter((settings) => settings.name === name).map(start));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function claimPorts(processes: readonly ProcessSettings[], host: string): Promise<ProcessSettings[]> {
  const claimed: ProcessSettings[] = [];
  for (const settings of processes) claimed.push({ ...settings, port: await claimPort(settings, host) });
  return claimed;
}

/** What every process is told: the mode, and where to find the others. What the environment says already wins. */
function buildSharedEnvironment(
  { host, dataDirectory, isProduction, seedDemo }: StackSettings,
  processes: readonly ProcessSettings[],
  environment: Environment,
): Environment {
  const urls = processes.map(({ name, port, portVariable }) => ({
    name,
    url: `http://${formatHost(host)}:${port}`,
    variable: portVariable.replace(/PORT$/, "URL"),
  }));
  const accounts = urls.find(({ name }) => name === "accounts");
  const found = Object.fromEntries(urls.map(({ variable, url }) => [variable, `${url}/graphql`]));
  return {
    ...found,
    ...(accounts === undefined ? {} : { JWKS_URL: `${accounts.url}/.well-known/jwks.json` }),
    // In production the operator gives it, or nothing starts.
    ...(isProduction ? {} : { ROUTER_SECRET: randomBytes(32).toString("base64url") }),
    ...(seedDemo ? { EXPLORER_DEMO_USERS: DEMO_USERS } : {}),
    ...dropEmpty(environment),
    NODE_ENV: isProduction ? "production" : environment.NODE_ENV || "development",
    DATA_DIR: dataDirectory,
  };
}

function dropEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
}

/** An address of every interface is one to bind to, not one to call. */
function formatHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

async function stopAll(children: readonly Child[]): Promise<void> {
  const router = children.filter(({ name }) => name === "router");
  await Promise.all(router.map((child) => child.stop()));
  await Promise.all(children.map((child) => child.stop()));
}
