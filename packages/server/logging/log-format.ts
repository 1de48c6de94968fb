import { z } from "zod";

const LOG_FORMATS = ["pretty", "json"] as const;

/** How the log is written: for people, or a line of JSON for each event. */
export type LogFormat = (typeof LOG_FORMATS)[number];

export const logFormatVariables = {
  LOG_FORMAT: z.enum(LOG_FORMATS, { error: `must be one of ${LOG_FORMATS.join(", ")}` }).optional(),
};

/** `LOG_FORMAT`, else `pretty` on a terminal and `json` elsewhere. */
export function chooseLogFormat(given: LogFormat | undefined): LogFormat {
  return given ?? (process.stdout.isTTY ? "pretty" : "json");
}
