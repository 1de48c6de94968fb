import pino from "pino";
import type { LogFormat } from "./log-format.ts";
import { formatPrettyLine } from "./pretty-log-line.ts";

/** What the log writes its lines to. */
export interface LogStream {
  write(line: string): void;
  /** Writes what is held; pino asks for it before the process ends by an error. */
  flushSync(): void;
}

/** Up to this length a pipe takes what several processes write to it one after the other (POSIX `PIPE_BUF`). */
const MAXIMUM_HELD_BYTES = 4_096;

/** So much is kept of what cannot be written, until it can be; what comes beyond is lost. */
const MAXIMUM_UNWRITTEN_BYTES = 1024 * 1024;

/** How the lines begin that tell of nothing unusual. */
const ROUTINE = /^\{"level":"(?:info|debug|trace)"/;

/**
 * Standard output, written once per turn of the event loop instead of once per line: a busy process spends a tenth of
 * its time in `write` otherwise. Warnings and errors are written at once, with what was logged before them. Where the log
 * cannot be written, as on a disk that is full, the process serves without it.
 */
export function createLogStream(format: LogFormat): LogStream {
  const destination = pino.destination({ dest: 1, sync: true, maxLength: MAXIMUM_UNWRITTEN_BYTES });
  // Unheard, the event would end the process.
  destination.on("error", () => undefined);
  if (format === "pretty") {
    // Somebody reads along: each line when it is written.
    return { flushSync: () => undefined, write: (line) => void destination.write(formatPrettyLine(line)) };
  }
  let held = "";
  let heldBytes = 0;

  function flushSync(): void {
    if (held === "") return;
    const lines = held;
    held = "";
    heldBytes = 0;
    destination.write(lines);
  }

  process.once("exit", flushSync);
  return {
    flushSync,
    write(line) {
      const bytes = Buffer.byteLength(line);
      if (heldBytes + bytes > MAXIMUM_HELD_BYTES) flushSync();
      if (held === "") setImmediate(flushSync);
      held += line;
      heldBytes += bytes;
      if (!ROUTINE.test(line)) flushSync();
    },
  };
}
