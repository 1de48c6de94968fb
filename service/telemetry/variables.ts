import type { z } from "zod";
import { commaSeparated, wholeNumber } from "../environment.ts";
import { sharedSecret } from "../router-auth/variables.ts";

/** The variables of what is watched, the same in every process. */
export const telemetryVariables = {
  METRICS_TOKEN: commaSeparated(sharedSecret).default([]),
  SLOW_OPERATION_MS: wholeNumber(0, 600_000).default(1_000),
  SLOW_STATEMENT_MS: wholeNumber(0, 600_000).default(100),
};

/** How a process is watched. */
export interface TelemetrySettings {
  /** Whoever bears one of these may read the metrics. Never logged. */
  readonly metricsTokens: readonly string[];
  /** Whether anybody may read them when there is no token. */
  readonly areMetricsOpen: boolean;
  /** From how long on an operation, or a statement, is named in the log; `Infinity`: never. */
  readonly slowOperationMs: number;
  readonly slowStatementMs: number;
}

type TelemetryValues = {
  readonly [Name in keyof typeof telemetryVariables]: z.output<(typeof telemetryVariables)[Name]>;
};

/** In production nobody reads metrics without a token: they tell how busy the house is, and what in it fails. */
export function buildTelemetrySettings(values: TelemetryValues, isProduction: boolean): TelemetrySettings {
  return {
    metricsTokens: values.METRICS_TOKEN,
    areMetricsOpen: !isProduction && values.METRICS_TOKEN.length === 0,
    slowOperationMs: values.SLOW_OPERATION_MS || Infinity,
    slowStatementMs: values.SLOW_STATEMENT_MS || Infinity,
  };
}
