import * as z from "zod";
import { chooseLogFormat, logFormatVariables } from "../logging/log-format.ts";
import { chooseDrainMs, drainVariables } from "./drain.ts";

const NODE_ENVIRONMENTS = ["production", "development", "test"] as const;
type NodeEnvironment = (typeof NODE_ENVIRONMENTS)[number];

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** In what setting a process runs; `fallback` when the variable is unset. */
export function nodeEnvironment(fallback: NodeEnvironment): z.ZodType<NodeEnvironment, string | undefined> {
  return z
    .enum(NODE_ENVIRONMENTS, { error: `must be one of ${NODE_ENVIRONMENTS.join(", ")}` })
    .default(fallback) as z.ZodType<NodeEnvironment, string | undefined>;
}

/** The variables that every process reads. Run by itself, a process is in production unless told otherwise. */
export const processVariables = {
  NODE_ENV: nodeEnvironment("production"),
  HOST: z.string().default("127.0.0.1"),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }).default("info"),
  ...logFormatVariables,
  ...drainVariables,
};

/** What every process is told by its environment. */
export type ProcessSettings = ReturnType<typeof buildProcessSettings>;

/** The settings that `values` give. */
export function buildProcessSettings(values: z.output<z.ZodObject<typeof processVariables>>) {
  const isProduction = values.NODE_ENV === "production";
  return {
    isProduction,
    host: values.HOST,
    logLevel: values.LOG_LEVEL,
    logFormat: chooseLogFormat(values.LOG_FORMAT),
    drainMs: chooseDrainMs(values.DRAIN_MS, isProduction),
  };
}
