import type { z } from "zod";
import {
  buildVariablePrefix,
  type Environment,
  readEnvironment,
  wholeNumber,
} from "../../packages/server/process/environment.ts";
import type { SignRequest } from "../../packages/server/router-auth/sign-request.ts";
import { DEFAULT_ATTEMPT_TIMEOUT_MS } from "./attempt-timeout.ts";
import { DEFAULT_BREAKER_FAILURES } from "./breaker-opening.ts";
import { type ConnectionLimits, DEFAULT_CONCURRENCY, DEFAULT_QUEUE } from "./connection-shares.ts";
import type { TlsSettings } from "./connections.ts";
import { DEFAULT_OPERATION_TIMEOUT_MS } from "./operation-deadline.ts";
import { DEFAULT_RETRIES, MAXIMUM_RETRIES } from "./retries.ts";
import { readStreamSettings, type StreamSettings } from "./streams/stream-settings.ts";
import type { SubgraphHooks } from "./subgraph-hooks.ts";

/** The limits of the requests to one subgraph. */
export interface SubgraphLimits extends ConnectionLimits {
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Attempts of a query beside the first. */
  readonly retries: number;
  /** So many failures in a row open the breaker; `Infinity` never does. */
  readonly breakerFailures: number;
}

/** How the router talks to its subgraphs. */
export interface TransportSettings {
  /** How long all fetches for one client request may take, in milliseconds. */
  readonly operationTimeoutMs: number;
  /** The limits of the subgraph `name`. @throws StartupError when a variable of its own is wrong */
  readonly findLimits: (name: string) => SubgraphLimits;
  /** @throws StartupError in production, when a subgraph has no secret and no settings say that it needs none */
  readonly findSigner: (name: string) => SignRequest;
  readonly findTls: (name: string) => TlsSettings;
  /** @throws StartupError when a variable is wrong */
  readonly findStreams: (name: string) => StreamSettings;
  readonly hooks: SubgraphHooks;
}

/** For every subgraph, as `SUBGRAPH_<LIMIT>`; `<NAME>_<LIMIT>` is for one. */
const LIMITS = {
  TIMEOUT_MS: wholeNumber(1, 600_000),
  RETRIES: wholeNumber(0, MAXIMUM_RETRIES),
  BREAKER_FAILURES: wholeNumber(0, 1_000_000),
  CONCURRENCY: wholeNumber(1, 10_000),
  QUEUE: wholeNumber(0, 100_000),
};

type LimitName = keyof typeof LIMITS;
const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[];

/** The variables of every subgraph, with their defaults. */
export const transportVariables = {
  OPERATION_TIMEOUT_MS: wholeNumber(1, 600_000).default(DEFAULT_OPERATION_TIMEOUT_MS),
  SUBGRAPH_TIMEOUT_MS: LIMITS.TIMEOUT_MS.default(DEFAULT_ATTEMPT_TIMEOUT_MS),
  SUBGRAPH_RETRIES: LIMITS.RETRIES.default(DEFAULT_RETRIES),
  SUBGRAPH_BREAKER_FAILURES: LIMITS.BREAKER_FAILURES.default(DEFAULT_BREAKER_FAILURES),
  SUBGRAPH_CONCURRENCY: LIMITS.CONCURRENCY.default(DEFAULT_CONCURRENCY),
  SUBGRAPH_QUEUE: LIMITS.QUEUE.default(DEFAULT_QUEUE),
};

/** Builds the settings from `values`, and from the variables of single subgraphs in `environment`. */
export function buildTransportSettings(
  values: z.output<z.ZodObject<typeof transportVariables>>,
  environment: Environment,
): Pick<TransportSettings, "operationTimeoutMs" | "findLimits" | "findStreams"> {
  const operationTimeoutMs = values.OPERATION_TIMEOUT_MS;
  return {
    operationTimeoutMs,
    findStreams: (name) => readStreamSettings(name, environment),
    findLimits(name) {
      const prefix = buildVariablePrefix(name);
      const shape = LIMIT_NAMES.map((limit) => [`${prefix}_${limit}`, LIMITS[limit].optional()] as const);
      const own = readEnvironment(Object.fromEntries(shape), environment);
      const choose = (limit: LimitName) => own[`${prefix}_${limit}`] ?? values[`SUBGRAPH_${limit}`];
      return {
        // An attempt with more time than the whole operation would never time out.
        timeoutMs: Math.min(choose("TIMEOUT_MS"), operationTimeoutMs),
        retries: choose("RETRIES"),
        breakerFailures: choose("BREAKER_FAILURES") || Infinity,
        concurrency: choose("CONCURRENCY"),
        queue: choose("QUEUE"),
      };
    },
  };
}
