import { resolve } from "node:path";
import { z } from "zod";
import { buildIdentitySettings, identityVariables } from "../../packages/identity/variables.ts";
import {
  chooseMaximumInFlight,
  DEFAULT_IN_FLIGHT,
  inFlightVariables,
} from "../../packages/server/overload/limit-in-flight.ts";
import { buildSendLimits, sendVariables } from "../../packages/server/overload/unsent-answers.ts";
import {
  buildVariablePrefix,
  type Environment,
  flag,
  port,
  readEnvironment,
} from "../../packages/server/process/environment.ts";
import { buildProcessSettings, processVariables } from "../../packages/server/process/process-settings.ts";
import { StartupError } from "../../packages/server/process/startup-error.ts";
import { buildRouterAuthSettings, routerAuthVariables } from "../../packages/server/router-auth/variables.ts";
import { buildTelemetrySettings, telemetryVariables } from "../../packages/server/telemetry/variables.ts";
import { isPostgresql, readConnectionSettings } from "./database/postgresql/connection-settings.ts";

/** What a subgraph process is told by its environment. */
export type SubgraphConfig = ReturnType<typeof readSubgraphConfig>;

const sharedVariables = {
  ...processVariables,
  ...identityVariables,
  ...routerAuthVariables,
  ...inFlightVariables,
  ...sendVariables,
  ...telemetryVariables,
  DATA_DIR: z.string().default("./data"),
  SEED_DEMO: flag().optional(),
};

/**
 * Reads the configuration of the subgraph `name`. `PORT` wins over `<NAME>_PORT`.
 * @throws StartupError naming every bad variable, or the missing router secret in production
 */
export function readSubgraphConfig(name: string, defaultPort: number, environment: Environment) {
  const prefix = buildVariablePrefix(name);
  const values = readEnvironment(sharedVariables, environment);
  const own = readEnvironment(
    {
      PORT: port().optional(),
      [`${prefix}_PORT`]: port().optional(),
      [`${prefix}_DATABASE_URL`]: databaseUrl().optional(),
    },
    environment,
  ) as Record<string, number | string | undefined>;
  const processSettings = buildProcessSettings(values);
  const { isProduction } = processSettings;
  const dataDirectory = resolve(values.DATA_DIR);
  return {
    ...processSettings,
    name,
    port: Number(own.PORT ?? own[`${prefix}_PORT`] ?? defaultPort),
    /** How many requests it works on at once. */
    maximumInFlight: chooseMaximumInFlight(values.MAX_IN_FLIGHT, DEFAULT_IN_FLIGHT.subgraph),
    sendLimits: buildSendLimits(values),
    telemetry: buildTelemetrySettings(values, isProduction),
    dataDirectory,
    /** A `file:` URL, or a `postgresql:` one that can be read. */
    databaseUrl: String(own[`${prefix}_DATABASE_URL`] ?? `file:${resolve(dataDirectory, `${name}.db`)}`),
    seedDemo: readSeedDemo(values.SEED_DEMO, isProduction),
    identity: buildIdentitySettings(values),
    routerAuth: buildRouterAuthSettings(values, isProduction),
  };
}

function databaseUrl(): z.ZodType<string, string> {
  return z.string().check((context) => {
    const problem = findUrlProblem(context.value);
    if (problem !== null) context.issues.push({ code: "custom", message: problem, input: "" });
  });
}

function findUrlProblem(url: string): string | null {
  if (!isPostgresql(url)) return findFileProblem(url);
  try {
    readConnectionSettings(url);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function findFileProblem(url: string): string | null {
  if (!url.startsWith("file:")) return "must be a file: or a postgresql: URL";
  return /^file:(?:$|:|.*\?)/.test(url) ? "must be the path of a file, without parameters: file:./data/name.db" : null;
}

/**
 * Reads what a command needs that works on the database of the subgraph `name` itself. It serves no clients, so that what
 * production asks of a process that does is not required.
 */
export function readCommandConfig(name: string, environment: Environment): SubgraphConfig {
  return readSubgraphConfig(name, 0, { ...environment, NODE_ENV: "development" });
}

function readSeedDemo(given: boolean | undefined, isProduction: boolean): boolean {
  if (given === true && isProduction) {
    throw new StartupError(
      "SEED_DEMO must be off in production, because demo users have public passwords: unset it, or set NODE_ENV=development",
    );
  }
  return given ?? !isProduction;
}
