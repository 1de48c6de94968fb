import { startInstalled, startProcess, type TestProcess, type Variables } from "../../../support/process.ts";
import { waitFor } from "../../../support/wait-for.ts";

/** Processes that do the same, each on a port of its own that the load balancer knows. */
export interface Replicas {
  readonly name: string;
  /** Those that run, in the order of their starts. */
  list(): readonly TestProcess[];
  /** Ends the oldest one as a crash does, and starts it again at once, as a supervisor does. */
  kill(): Promise<void>;
  /** Replaces each: starts a new one, waits until it is ready, and tells the old one to stop. */
  roll(version?: string): Promise<void>;
}

/** How a group of replicas is made. */
export interface ReplicaSettings {
  /** The compiled process: `router/main`, `subgraphs/accounts/main`. */
  readonly entry: string;
  /** More than there are replicas: a new one starts beside the old ones. */
  readonly ports: readonly number[];
  readonly count: number;
  /** The variables of the replica on this port. */
  readonly describe: (port: number) => Variables;
}

const PATIENCE_MS = 60_000;

/** Starts the replicas one after the other. They are stopped at `stopStarted`. */
export async function startReplicas({ entry, ports, count, describe }: ReplicaSettings): Promise<Replicas> {
  const running = new Map<number, TestProcess>();
  let version: string | null = null;

  async function start(port: number): Promise<void> {
    const variables = { ...describe(port), PORT: String(port) };
    const started = version === null ? startProcess(entry, variables) : startVersion(version, entry, variables);
    const replica = await started;
    running.set(port, replica);
    await waitFor(`${entry} to be ready`, () => isReady(replica.url), PATIENCE_MS);
  }

  async function replace(port: number, old: TestProcess): Promise<void> {
    const free = ports.find((candidate) => !running.has(candidate));
    if (free === undefined) throw new Error(`there is no port for one more ${entry}`);
    await start(free);
    const exitCode = await old.stop("SIGTERM");
    running.delete(port);
    if (exitCode !== 0)
      throw new Error(`${entry} ended with ${exitCode}: ${old.output().slice(-500).replaceAll("\n", " ")}`);
  }

  for (const port of ports.slice(0, count)) await start(port);
  return {
    name: entry.split("/").at(-2) ?? entry,
    list: () => [...running.values()],
    async kill() {
      const [oldest] = running;
      if (oldest === undefined) throw new Error(`no ${entry} runs`);
      const [port, replica] = oldest;
      await replica.stop("SIGKILL");
      running.delete(port);
      await start(port);
    },
    async roll(next) {
      version = next ?? version;
      for (const [port, replica] of [...running]) await replace(port, replica);
    },
  };
}

/** Starts the process as another version has it, whose `dist` is in the folder `version`. */
function startVersion(version: string, entry: string, variables: Variables): Promise<TestProcess> {
  return startInstalled(version, ["--enable-source-maps", `dist/${entry}.js`], variables);
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/health/ready`)).ok;
}
