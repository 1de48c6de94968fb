import type { InjectFault } from "../support/fault-row.ts";
import { answerBadly } from "./faults/bad-answers.ts";
import { fillDisk } from "./faults/full-disk.ts";
import { hang } from "./faults/hang.ts";
import { killProcesses } from "./faults/kill-process.ts";
import { overload } from "./faults/overload.ts";
import { restartInTurn } from "./faults/rolling-restart.ts";
import { skewClocks } from "./faults/skew-clocks.ts";

/** All there are, in the order in which they are tried. */
export const FAULTS: Readonly<Record<string, InjectFault>> = {
  "killed-processes": killProcesses,
  "hanging-process": hang,
  "bad-answers": answerBadly,
  "skewed-clocks": skewClocks,
  "full-disk": fillDisk,
  "rolling-restart": restartInTurn,
  overload,
};
