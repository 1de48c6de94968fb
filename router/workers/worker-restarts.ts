import type { Logger } from "pino";
import type { Child } from "../../packages/server/process/supervision/child.ts";
import {
  type SupervisedProcess,
  superviseProcess,
} from "../../packages/server/process/supervision/supervise-process.ts";

/** The pause after five deaths within a minute. No worker is given up: clients would not notice that it is missing. */
const PAUSE_MS = 10_000;

/** Starts worker `number`, and starts another when it dies: at once, later more slowly, and always again. */
export function superviseWorker(
  number: number,
  startWorker: (number: number) => Child,
  log: Logger,
): SupervisedProcess {
  const name = `worker ${number}`;
  const slot = superviseProcess(name, () => startWorker(number), {
    tell: (line) => log.warn(`${name} ${line}`),
    warnOfLeftDown() {
      log.error(`${name} is started again in ${PAUSE_MS / 1_000} s`);
      setTimeout(slot.revive, PAUSE_MS);
    },
  });
  return slot;
}
