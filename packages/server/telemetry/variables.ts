import * as z from "zod";
import { commaSeparated, httpUrl, wholeNumber } from "../process/environment.ts";
import { sharedSecret } from "../router-auth/variables.ts";

/** The variables of metrics, slow lines and traces, the same in every process. */
export const telemetryVariables = {
  METRICS_TOKEN: commaSeparated(sharedSecret).default([]),
  SLOW_OPERATION_MS: wholeNumber(0, 600_000).default(1_000),
  SLOW_STATEMENT_MS: wholeNumber(0, 600_000).default(100),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl().optional(),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .regex(/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/, "must be a share from 0 to 1, such as 0.05")
    .transform(Number)
    .default(1),
};

export type TelemetrySettings = ReturnType<typeof buildTelemetrySettings>;

type TelemetryValues = z.output<z.ZodObject<typeof telemetryVariables>>;

/** In production, metrics need a token: they tell the load and what fails. */
export function buildTelemetrySettings(values: TelemetryValues, isProduction: boolean) {
  return {
    /** Bearers of one of these may read the metrics. Never logged. */
    metricsTokens: values.METRICS_TOKEN,
    /** Whether the metrics can be read without a token. */
    areMetricsOpen: !isProduction && values.METRICS_TOKEN.length === 0,
    /** An operation, or statement, that takes this long is named in the log; `Infinity`: never. */
    slowOperationMs: values.SLOW_OPERATION_MS || Infinity,
    slowStatementMs: values.SLOW_STATEMENT_MS || Infinity,
    /** Where traces are sent; null: there are none. */
    collectorUrl: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
    /** The share of client requests that are traced. */
    tracedShare: values.OTEL_TRACES_SAMPLER_ARG,
  };
}
