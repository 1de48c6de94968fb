import type { z } from "zod";
import {
  buildVariablePrefix,
  type Environment,
  readEnvironment,
  wholeNumber,
} from "../../packages/server/process/environment.ts";

/** What the router may demand of one subgraph, and one subgraph of the router. */
export interface SubgraphLimits {
  /** How long one try may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Tries of a query beside the first. */
  readonly retries: number;
  /** So many failures in a row open the breaker; `Infinity` never does. */
  readonly breakerFailures: number;
  /** Requests that are sent at once. */
  readonly concurrency: number;
  /** Requests that wait for those to end. */
  readonly queue: number;
}

/** How the router talks to its subgraphs. */
export interface TransportSettings {
  /** How long all fetches for one client request may take, in milliseconds. */
  readonly operationTimeoutMs: number;
  /** The limits of the subgraph `name`. @throws StartupError when a variable of its own is wrong */
  readonly findLimits: (name: string) => SubgraphLimits;
}

/** For every subgraph, as `SUBGRAPH_<LIMIT>`; `<NAME>_<LIMIT>` is for one. */
const LIMITS = {
  TIMEOUT_MS: wholeNumber(1, 600_000),
  RETRIES: wholeNumber(0, 2),
  BREAKER_FAILURES: wholeNumber(0, 1_000_000),
  CONCURRENCY: wholeNumber(1, 10_000),
  QUEUE: wholeNumber(0, 100_000),
};

type LimitName = keyof typeof LIMITS;
const LIMIT_NAMES = Object.keys(LIMITS) as LimitName[];

/** The variables of every subgraph, with their defaults. */
export const transportVariables = {
  OPERATION_TIMEOUT_MS: wholeNumber(1, 600_000).default(8_000),
  SUBGRAPH_TIMEOUT_MS: LIMITS.TIMEOUT_MS.default(2_000),
  SUBGRAPH_RETRIES: LIMITS.RETRIES.default(2),
  SUBGRAPH_BREAKER_FAILURES: LIMITS.BREAKER_FAILURES.default(3),
  SUBGRAPH_CONCURRENCY: LIMITS.CONCURRENCY.default(128),
  SUBGRAPH_QUEUE: LIMITS.QUEUE.default(256),
};

type TransportValues = z.output<z.ZodObject<typeof transportVariables>>;

/** What `values`, and in `environment` the variables of single subgraphs, say. */
export function buildTransportSettings(values: TransportValues, environment: Environment): TransportSettings {
  const operationTimeoutMs = values.OPERATION_TIMEOUT_MS;
  return {
    operationTimeoutMs,
    findLimits(name) {
      const own = readOwnLimits(name, environment);
      const choose = (limit: LimitName) => own[limit] ?? values[`SUBGRAPH_${limit}`];
      return {
        // A try that had more than the whole request would never be seen to take too long.
        timeoutMs: Math.min(choose("TIMEOUT_MS"), operationTimeoutMs),
        retries: choose("RETRIES"),
        breakerFailures: choose("BREAKER_FAILURES") || Infinity,
        concurrency: choose("CONCURRENCY"),
        queue: choose("QUEUE"),
      };
    },
  };
}

function readOwnLimits(name: string, environment: Environment): Partial<Record<LimitName, number>> {
  const prefix = buildVariablePrefix(name);
  const shape = Object.fromEntries(
    LIMIT_NAMES.map((limit) => [`${prefix}_${limit}`, LIMITS[limit].optional()] as const),
  );
  const values = readEnvironment(shape, environment);
  return Object.fromEntries(LIMIT_NAMES.map((limit) => [limit, values[`${prefix}_${limit}`]]));
}
