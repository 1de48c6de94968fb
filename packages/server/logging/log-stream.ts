import pino from "pino";
import type { LogFormat } from "./log-format.ts";
import { formatPrettyLine } from "./pretty-log-line.ts";

/** Up to this length, a pipe keeps what several processes write apart (POSIX `PIPE_BUF`). */
const MAXIMUM_HELD_BYTES = 4_096;

/** While nothing can be written, so much is kept; lines beyond it are lost. */
const MAXIMUM_UNWRITTEN_BYTES = 1024 * 1024;

/** The beginning of lines about nothing unusual. */
const ROUTINE = /^\{"level":"(?:info|debug|trace)"/;

/**
 * Standard output, written once per turn of the event loop: with a write per line, a busy process spends a tenth of its
 * time in `write`. Warnings and errors are written at once, after the lines before them. When the log cannot be written,
 * as on a full disk, the process serves without it.
 */
export function createLogStream(format: LogFormat) {
  const destination = pino.destination({ dest: 1, sync: true, maxLength: MAXIMUM_UNWRITTEN_BYTES });
  // Without a listener, the event would end the process.
  destination.on("error", () => undefined);
  if (format === "pretty") {
    // A person reads along.
    return {
      flushSync: () => undefined,
      write: (line: string) => void destination.write(formatPrettyLine(line)),
    };
  }
  let held = "";
  let heldBytes = 0;

  /** pino calls it before an error ends the process. */
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
    write(line: string): void {
      const bytes = Buffer.byteLength(line);
      if (heldBytes + bytes > MAXIMUM_HELD_BYTES) flushSync();
      if (held === "") setImmediate(flushSync);
      held += line;
      heldBytes += bytes;
      if (!ROUTINE.test(line)) flushSync();
    },
  };
}
