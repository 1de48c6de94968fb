import pino, { type Logger } from "pino";
import type { LogFormat } from "./log-format.ts";
import { createLogStream } from "./log-stream.ts";

/** Which process writes a log, and how much. */
export interface LogOptions {
  readonly name: string;
  readonly logLevel: string;
  readonly logFormat: LogFormat;
  /** Which of several processes of the name it is; absent where there is one. */
  readonly worker?: number | undefined;
}

/** pino's options, the same in every process. */
export function buildLoggerOptions({ name, logLevel, worker }: Omit<LogOptions, "logFormat">) {
  return {
    level: logLevel,
    base: { service: name, ...(worker === undefined ? {} : { worker }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
}

/** Makes the log of a process that has no server. */
export function createProcessLog(options: LogOptions): Logger {
  return pino(buildLoggerOptions(options), createLogStream(options.logFormat));
}
