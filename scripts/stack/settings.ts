import { resolve } from "node:path";
import { z } from "zod";
import {
  buildVariablePrefix,
  type Environment,
  flag,
  port,
  readEnvironment,
} from "../../packages/server/process/environment.ts";
import {
  buildProcessSettings,
  nodeEnvironment,
  processVariables,
} from "../../packages/server/process/process-settings.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { readRouterConfig } from "../../router/config.ts";
import { readSubgraphConfig } from "../../subgraphs/shared/config.ts";
import { listSubgraphs } from "../list-subgraphs.ts";

/** One process of the stack and where it listens. */
export interface ListenSettings {
  readonly name: string;
  /** The entry file from the project's root, without `dist/` and its ending. */
  readonly entry: string;
  readonly port: number;
  /** The variable that moves it to another port. */
  readonly portVariable: string;
}

/** What `npm start` starts. */
export type StackSettings = ReturnType<typeof readStackSettings>;

/**
 * The stack that supergraph.yaml and the environment describe: the router, and a process for each subgraph with a folder
 * in subgraphs/, on `<NAME>_PORT` or the port of its routing URL. Remote subgraphs run elsewhere, at `<NAME>_URL` or their
 * routing URL.
 * @throws StartupError naming every bad variable
 */
export function readStackSettings(environment: Environment) {
  const { local, remote } = listSubgraphs(environment);
  const defaults = local.map(({ name, routingUrl }) => ({
    name,
    entry: `subgraphs/${name}/main`,
    defaultPort: new URL(routingUrl).port,
    portVariable: `${buildVariablePrefix(name)}_PORT`,
  }));
  const values = readEnvironment(
    {
      ...processVariables,
      NODE_ENV: nodeEnvironment("development"),
      DATA_DIR: z.string().default("./data"),
      SEED_DEMO: flag().optional(),
      PORT: port().default(4000),
    },
    environment,
  );
  const ports = readEnvironment(
    Object.fromEntries(defaults.map(({ portVariable }) => [portVariable, port().optional()])),
    environment,
  );
  const processSettings = buildProcessSettings(values);
  const settings = {
    ...processSettings,
    dataDirectory: resolve(values.DATA_DIR),
    /** Whether empty databases get demo data. */
    seedDemo: values.SEED_DEMO ?? !processSettings.isProduction,
    router: { name: "router", entry: "router/main", port: values.PORT, portVariable: "PORT" },
    /** The subgraphs that it does not start. `variable` is the router's for the URL. */
    remotes: remote.map(({ name, routingUrl }) => {
      const variable = `${buildVariablePrefix(name)}_URL`;
      return { name, variable, url: environment[variable] || routingUrl };
    }),
    subgraphs: defaults.map(({ defaultPort, ...subgraph }) => ({
      ...subgraph,
      port: ports[subgraph.portVariable] ?? Number(defaultPort),
    })),
  };
  requireDistinctPorts([settings.router, ...settings.subgraphs]);
  requireValidProcesses(settings.subgraphs, { ...environment, NODE_ENV: values.NODE_ENV });
  return settings;
}

function requireDistinctPorts(processes: readonly ListenSettings[]): void {
  for (const [index, { port, portVariable }] of processes.entries()) {
    const twin = processes.slice(0, index).find((other) => other.port === port && port !== 0);
    if (twin !== undefined) {
      throw new StartupError(`${twin.portVariable} and ${portVariable} are both ${port}: give each its own port`);
    }
  }
}

/** Reports once what each process would otherwise report for itself. */
function requireValidProcesses(subgraphs: readonly ListenSettings[], environment: Environment): void {
  readRouterConfig(environment);
  for (const { name, port } of subgraphs) readSubgraphConfig(name, port, environment);
}
