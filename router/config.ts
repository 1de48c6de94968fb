import { resolve } from "node:path";
import { z } from "zod";
import { type IdentitySettings, identityVariables } from "../identity/variables.ts";
import {
  commaSeparated,
  type Environment,
  httpUrl,
  port,
  processVariables,
  readEnvironment,
  wholeNumber,
} from "../service/environment.ts";

/** What the router process is told by its environment. */
export interface RouterConfig {
  readonly isProduction: boolean;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  readonly supergraphPath: string;
  /** How long one request to a subgraph may take, in milliseconds. */
  readonly subgraphTimeoutMs: number;
  /** Codes of subgraph errors, beside our own, whose messages were written for clients. */
  readonly subgraphErrorCodes: ReadonlySet<string>;
  readonly identity: IdentitySettings;
  readonly explorer: ExplorerSettings;
  /** The URL that overrides the supergraph's for the subgraph `name`. @throws StartupError when it is no URL */
  readonly findSubgraphUrl: (name: string) => string | undefined;
}

/** What the explorer offers in development. */
export interface ExplorerSettings {
  /** The folder of the example operations; it need not exist. */
  readonly operationsPath: string;
  readonly demoUsers: readonly DemoUser[];
}

/** A user whose password everybody may know. */
export interface DemoUser {
  readonly username: string;
  readonly password: string;
}

const routerVariables = {
  ...processVariables,
  ...identityVariables,
  PORT: port().default(4000),
  SUPERGRAPH_PATH: z.string().default("./supergraph.graphql"),
  SUBGRAPH_TIMEOUT_MS: wholeNumber(1, 600_000).default(2_000),
  SUBGRAPH_ERROR_CODES: commaSeparated(z.string()).default([]),
  OPERATIONS_PATH: z.string().default("./operations"),
  EXPLORER_DEMO_USERS: commaSeparated(
    z.string().regex(/^[^:]+:.+$/, "must be username:password, comma-separated"),
  ).default([]),
};

/** @throws StartupError naming every bad variable */
export function readRouterConfig(environment: Environment): RouterConfig {
  const values = readEnvironment(routerVariables, environment);
  return {
    isProduction: values.NODE_ENV === "production",
    host: values.HOST,
    port: values.PORT,
    logLevel: values.LOG_LEVEL,
    supergraphPath: resolve(values.SUPERGRAPH_PATH),
    subgraphTimeoutMs: values.SUBGRAPH_TIMEOUT_MS,
    subgraphErrorCodes: new Set(values.SUBGRAPH_ERROR_CODES),
    identity: values,
    explorer: {
      operationsPath: resolve(values.OPERATIONS_PATH),
      demoUsers: values.EXPLORER_DEMO_USERS.map(readDemoUser),
    },
    findSubgraphUrl: (name) => readSubgraphUrl(name, environment),
  };
}

/** The variable that holds the URL of the subgraph `name`: `<NAME>_URL`, with `_` for what a variable may not hold. */
export function subgraphUrlVariable(name: string): string {
  return `${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_URL`;
}

function readDemoUser(given: string): DemoUser {
  const colon = given.indexOf(":");
  return { username: given.slice(0, colon), password: given.slice(colon + 1) };
}

function readSubgraphUrl(name: string, environment: Environment): string | undefined {
  const variable = subgraphUrlVariable(name);
  return readEnvironment({ [variable]: httpUrl().optional() }, environment)[variable];
}
