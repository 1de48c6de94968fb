import pino from "pino";

/** What the log writes its lines to. */
export interface LogStream {
  write(line: string): void;
}

/** A burst longer than this is written at once. */
const MAXIMUM_HELD_LENGTH = 16 * 1024;

/**
 * Standard output, written once per turn of the event loop instead of once per line: a busy process spends a tenth of
 * its time in `write` otherwise. What a turn has logged is out before the next one begins, and before the process exits.
 */
export function createLogStream(): LogStream {
  const destination = pino.destination({ dest: 1, sync: true });
  let held = "";

  function flush(): void {
    if (held === "") return;
    const lines = held;
    held = "";
    destination.write(lines);
  }

  process.once("exit", flush);
  return {
    write(line) {
      if (held === "") setImmediate(flush);
      held += line;
      if (held.length > MAXIMUM_HELD_LENGTH) flush();
    },
  };
}
