import pino, { type Logger } from "pino";
import type { LogFormat } from "./log-format.ts";
import { createLogStream } from "./log-stream.ts";

/** Which process writes a log, and how much. */
export interface LogOptions {
  /** The process's name in its log lines. */
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
    timestamp: createTimestamp(),
    formatters: { level: (label: string) => ({ level: label }) },
  };
}

/** Makes what writes the time of a line, as pino wants it. The lines of one second have one text but for the milliseconds. */
function createTimestamp(): () => string {
  let second = Number.NaN;
  let text = "";
  return () => {
    const now = Date.now();
    const milliseconds = now % 1000;
    if (now - milliseconds !== second) {
      second = now - milliseconds;
      text = `,"time":"${new Date(second).toISOString().slice(0, -4)}`;
    }
    return `${text}${String(milliseconds).padStart(3, "0")}Z"`;
  };
}

/** Makes the log of a process that has no server. */
export function createProcessLog(options: LogOptions): Logger {
  return pino(buildLoggerOptions(options), createLogStream(options.logFormat));
}
