import pino, { type Logger } from "pino";

/** Who writes a log, and how much. */
export interface LogOptions {
  /** The process's name in its log lines. */
  readonly name: string;
  readonly logLevel: string;
  /** Which of several processes of the name it is; absent where there is one. */
  readonly worker?: number;
}

/** How every process writes its log: a line of JSON for each event. */
export function buildLoggerOptions({ name, logLevel, worker }: LogOptions) {
  return {
    level: logLevel,
    base: { service: name, ...(worker === undefined ? {} : { worker }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
}

/** Makes the log of a process that has no server. */
export function createProcessLog(options: LogOptions): Logger {
  return pino(buildLoggerOptions(options));
}
